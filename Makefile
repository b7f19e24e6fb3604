# Everything runs from .venv, which is made from requirements.lock when it or pyproject.toml changes.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SOURCES ?= ../shared/sources

.DEFAULT_GOAL := help
.PHONY: help report pdf test test-all lab bench check lint lock clean

help: ## this list
	@echo "Tumen: evidence-linked notebooks on Russia-DPRK economic relations"
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12 | sed 's/^/  make /'

$(VENV)/.installed: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Tumen needs Python 3.11 or newer") if sys.version_info < (3, 11) else 0'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

report: $(VENV)/.installed ## check the data, run the notebooks, write the site
	$(BIN)/tumen build

pdf: report ## the whole series as one book, tumen.pdf
	$(BIN)/tumen pdf

test: $(VENV)/.installed ## the tests: package, data, notebooks, and the pages in a real browser
	$(BIN)/python tests/find_browser.py
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m pytest -n auto --dist worksteal

lab: $(VENV)/.installed ## open the notebooks in JupyterLab
	$(BIN)/jupyter lab notebooks

test-all: $(VENV)/.installed ## the slow tests too: each notebook in a kernel twice, every fault a build is put through
	$(BIN)/python -m pytest -n auto --dist worksteal -m "slow or not slow"

bench: $(VENV)/.installed ## time the build beside its peers, for a quarter of an hour
	$(BIN)/python benchmarks/build.py --runs $(or $(RUNS),1)

check: $(VENV)/.installed ## check the data against the texts of the documents (SOURCES=DIR)
	$(BIN)/tumen check $(if $(wildcard $(SOURCES)),--sources $(SOURCES))

lint: $(VENV)/.installed ## format and lint
	$(BIN)/python -m ruff format .
	$(BIN)/python -m ruff check --fix .

lock: $(VENV)/.installed ## pin every dependency anew in requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
		--generate-hashes --no-annotate --no-header --quiet --upgrade -o requirements.lock
	grep -E '^[a-z0-9]' requirements.lock | sed 's/ *\\$$//' > constraints.txt

clean: ## remove what was built, keep .venv
	rm -rf site tumen.pdf build .pytest_cache .ruff_cache .hypothesis
