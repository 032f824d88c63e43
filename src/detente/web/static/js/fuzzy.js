// How well typed letters fit a text: all must stand in it in order; beginnings of words weigh most. 0 is not at all.
const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

function ofWord(wanted, text) {
  const at = text.indexOf(wanted);
  if (at === 0) return 4;
  if (at > 0) return /[^\p{L}\p{N}]/u.test(text[at - 1]) ? 3 : 2;
  let place = -1;
  for (const letter of wanted) {
    place = text.indexOf(letter, place + 1);
    if (place < 0) return 0;
  }
  return wanted.length > 2 ? 1 : 0;
}

export function fits(typed, text) {
  const whole = plain(text);
  let total = 0;
  const words = plain(typed).split(/\s+/).filter(Boolean);
  for (const word of words) {
    const found = ofWord(word, whole);
    if (!found) return 0;
    total += found;
  }
  return words.length ? total / words.length : 0;
}
