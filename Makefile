# Everything a person or a CI does with Detente from a clone. Needs Python 3.11 to 3.13, make and git.
.PHONY: setup demo test test-postgres test-deep check lint types imports bench bench-verdict shots clean

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
WORKERS ?= 2
PYTEST := $(BIN)/pytest -q -n $(WORKERS) --dist worksteal

# uv must use the interpreter of the environment and never fetch another one.
export UV_PROJECT_ENVIRONMENT := $(VENV)
export UV_PYTHON := $(BIN)/python
export UV_PYTHON_DOWNLOADS := never

# Tests start hundreds of programs, and each of them would compile Django anew.
unexport PYTHONDONTWRITEBYTECODE

PORT ?= 8000
BROWSER ?= 1
export DETENTE_HOME

setup: $(READY)

$(READY): pyproject.toml uv.lock
	@test -x $(BIN)/python || { python="$$(scripts/find-python)" && "$$python" -m venv $(VENV); }
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv sync --quiet --locked
	@touch $@

demo: setup
	$(BIN)/detente demo --port $(PORT) $(if $(filter 0,$(BROWSER)),--no-browser)

# PostgreSQL first, SQLite last. What touches the database runs on both, but for pages and the API's answers that show
# what was tested below them; test-deep runs these on both, too. Types and imports are looked at beside the first run:
# each of them keeps one core busy.
test: lint
	$(MAKE) --no-print-directory -j3 types imports test-postgres
	$(PYTEST)

test-postgres: setup
	$(PYTEST) --database=postgres -m "database and not browser and not door_alone"

test-deep: check
	$(PYTEST) --database=postgres --deep -m "database and not browser"
	$(PYTEST) --deep

check: lint types imports

# A person's tree is put in order; a CI only looks.
lint: setup
	$(BIN)/ruff format --quiet $(if $(CI),--check) .
	$(BIN)/ruff check .

types: setup
	$(BIN)/mypy

imports: setup
	$(BIN)/lint-imports

LEADS ?= 100000

bench: setup
	$(BIN)/python -m bench --leads $(LEADS)

# Sampled by default; SEEDS=16 takes half an hour on two cores. Results are kept in var/ as they come.
SEEDS ?= 2

bench-verdict: setup
	$(BIN)/python -m bench.verdict --seeds $(SEEDS) --write

shots: setup
	$(BIN)/python scripts/shots.py

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache var
