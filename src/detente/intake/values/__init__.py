"""What the text of a cell means: dates, numbers, money, yes and no; proven or asked about."""
