"""Bringing data in: anybody's files become leads, deals and their history, every line accounted for.

What doors (the wizard, the command line) call; `files` are paths whose names the mapping's `file` patterns fit:

    from_yaml(text), to_yaml(mapping), from_document(dict), to_document(mapping)      detente.intake.mapping
        Raise MappingError (an IntakeError) with the key that is wrong.
    guess_mapping(csv_files, system=, kind=), guess(csv_file, kind=)                  detente.intake.guess
        Propose a mapping; `Guess.proposals` have sample values, `Guess.unused` the other columns.
    open_file(path, sheet=) -> Table(headers, lines(), notes, is_typed)               detente.intake.reading
        CSV, a sheet of an .xlsx workbook, JSON lines or an array of objects, by what the file is.
    plan(files, mapping, check_lines=True, progress=) -> Plan                         detente.intake.planning
        `asked`: questions with choices; answer each by `plan.mapping.answered(asked.entry, asked.path,
        asked.question.setting, choice.value)` and plan again. `problems`: (file, line, problem), `counts`,
        `rejected`, `lines`, `notes`; `mapping`: with the formats that the values prove filled in.
        `offers`: likely misspellings; `mapping.mended(offer.entry, offer.field, slip.said, slip.like)` mends one.
    rehearse(files, mapping, by=) -> Accounting(read, stored, merged, rejected)       detente.intake.batches
        What `run` would end with; everything is taken back. Holds SQLite's only writer meanwhile.
    start(files, mapping, by=, name=, planned=) -> ImportBatch                        detente.intake.batches
        Copies the files into DETENTE_HOME/uploads; stores nothing yet.
    run(batch, progress=) -> Accounting                                               detente.intake.batches
        Stores what is not stored yet; after a crash call it again. `progress(done, total)`.
    accounting(batch), likely_duplicates(batch), reject_files(batch) -> [Path]
                                                   detente.intake.batches, .duplicates, .rejects
    undo(batch, by=) -> Undone(lines, left)                                           detente.intake.undoing

    exports.read(paths, mapping=) -> Reading(evidence, picture, questions)            detente.intake.exports
        Whole exports of a CRM as they were downloaded, for `detente audit`; needs no company.
        `exports.bringing.bring(reading, agreement, folder)` gives files and a mapping for `start`.

IntakeError is a mistake in files or mapping: `str()` is the English sentence, `.text` and `.params` the
template for translation. Problems of lines are `problems.Problem`, with the same two.
"""
