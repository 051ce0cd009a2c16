# Every command of the project. `make` lists them.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
PY := $(VENV)/bin/python
export PORT
WORKERS ?= $(shell n=$$(nproc 2>/dev/null || echo 2); echo $$(( n < 2 ? 2 : n > 6 ? 6 : n )))  # of a test run

.DEFAULT_GOAL := help
.PHONY: help demo test browser check shoppers bench bench-pages bench-matching bench-law bench-pack bench-desk mutants snapshots format install dev chromium messages lock bench-land

help: ## List the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sort | awk -F':.*## ' '{printf "  make %-15s %s\n", $$1, $$2}'

demo: install ## Install and run with demo data on SQLite at http://127.0.0.1:8000 (or PORT=...)
	@$(PY) manage.py demo

test: dev chromium ## Unit and integration tests on SQLite (or DATABASE_URL); one test: make test T=tests/path.py::name
	@$(PY) -m pytest $(if $(T),$(T),-n $(WORKERS) --dist loadfile --no-loadscope-reorder -m "not browser" tests)

browser: dev chromium ## Browser tests in headless Chromium
	@$(PY) -m pytest $(if $(T),$(T),-n $(WORKERS) --dist worksteal) -m browser $(if $(T),,tests/browser)

shoppers: dev chromium ## Thirty scripted mystery shoppers through the real site: the score of the inquiry rows, and what failed
	@$(PY) -m tests.shoppers $(ONLY)

bench: dev ## Benchmarks of pages and matching, written to docs/benchmarks.md; never a test
	@$(PY) -m tests.load.write

bench-pages: dev ## How fast pages answer, beside an empty view
	@$(PY) -m tests.load.bench_pages

bench-matching: dev ## How fast the matching engine answers, what it keeps in memory, beside CP-SAT and exhaustive search; reverse match
	@$(PY) -m tests.load.bench_matching
	@$(PY) -m tests.load.bench_memory
	@$(PY) -m tests.load.bench_proof
	@$(PY) -m tests.load.bench_reverse

mutants: dev ## Whether each fault put into the matching engine on purpose makes a test fail (some 20 minutes)
	@$(PY) -m tests.mutants

bench-law: dev ## How fast the law answers: verdicts, and with all the money
	@$(PY) -m tests.load.bench_law

bench-desk: dev ## How the desk answers at 1,000,000 leads (PostgreSQL by DATABASE_URL; loaded once, some ten minutes)
	@$(PY) -m tests.load.bench_desk

bench-pack: dev ## How fast the answer pack is there: sending, its page, its PDF
	@$(PY) -m tests.load.bench_pack

snapshots: dev ## Write the standard investors' schedules as files a jurist reads (tests/snapshots/schedules)
	@$(PY) -m tests.snapshots.write

check: dev ## Format, lint, types, templates, imports, migrations
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy & types=$$!; \
	$(VENV)/bin/djlint --lint --quiet templates && \
	$(VENV)/bin/lint-imports --no-cache && \
	$(PY) manage.py makemigrations --check --dry-run && \
	$(PY) manage.py check; rest=$$?; \
	wait $$types && exit $$rest  # types take as long as all the rest: beside it

bench-land: dev ## How the land's pages answer at 110, 1,000 and 10,000 plots
	@$(PY) -m tests.load.bench_land

format: dev ## Format the Python code
	@$(VENV)/bin/ruff check --fix . ; $(VENV)/bin/ruff format .

messages: dev ## Compile the Vietnamese catalogue
	@$(PY) manage.py catalogue

lock: dev ## Pin requirements.in and requirements-dev.in again
	@$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes requirements.in -o requirements.txt
	@$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes requirements-dev.in -c requirements.txt -o requirements-dev.txt

install: $(VENV)/.installed
dev: $(VENV)/.installed-dev

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed: install it, or say where it is with PYTHON=/path/to/python3."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) -V)."; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "Python's venv module is missing: on Debian or Ubuntu run 'apt install python3-venv'."; exit 1; }
	@echo "Making the virtual environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt | $(VENV)/bin/python
	@echo "Installing the pinned packages (about half a minute) ..."
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt | $(VENV)/bin/python
	@echo "Installing the pinned packages for development ..."
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/.installed

chromium:
	@bash .ci/chromium
