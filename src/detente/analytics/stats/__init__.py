"""What may be said of small numbers: intervals, comparisons, many comparisons at once, waiting times."""
