"""Detente: the CRM that marketing and sales share."""

import os

__version__ = "0.1.0"

# Two threads of linear algebra wait for each other on a busy machine (decision 84). Whoever sets one of these decides.
if not os.environ.keys() & {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"}:
    os.environ["OMP_NUM_THREADS"] = "1"
