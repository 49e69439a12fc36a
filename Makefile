# Two commands do everything on a machine with Python 3.11 or later and make: `make demo` and `make test`.
# Every target says what it is for; `make help` lists them.

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
DEMO := demo
PACKAGE_MODULES := $(shell find src -name '*.py' 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help demo demo-exchange demo-training test lint types layers tests bench lock messages clean

help: ## list these targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(VENV)/ready: requirements/locked.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo 'Darvoza needs Python 3.11 or later; none was found.'; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/locked.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(VENV)/ready ## a day of simulated traffic, assessed, and an office with a week of work
	$(BIN)/darvoza demo --out $(DEMO)

demo-exchange: $(VENV)/ready ## two offices write to each other under an agreement, in a browser; their logs prove it
	rm -rf $(DEMO)/exchange
	$(BIN)/darvoza exchange demo --offices --out $(DEMO)/exchange --pictures $(DEMO)/exchange/pictures

demo-training: $(VENV)/ready ## a course played in browsers: a trainer, two trainees in two languages, the review; PICTURES=folder keeps pictures
	rm -rf $(DEMO)/training
	$(BIN)/darvoza training demo --out $(DEMO)/training $(if $(PICTURES),--pictures $(PICTURES))

test: $(VENV)/ready lint types layers tests ## everything that must pass before a change lands

lint: $(VENV)/ready ## style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/ready ## strict types
	$(BIN)/mypy

layers: $(VENV)/ready ## imports go down the house, never up
	$(BIN)/lint-imports

tests: $(VENV)/ready ## unit, property and end-to-end tests, with coverage; the office on both databases
	$(BIN)/coverage erase
	$(BIN)/pytest -n auto --cov --cov-report=term:skip-covered --cov-fail-under=90
	DARVOZA_TESTS_ON=postgresql $(BIN)/pytest -q -n auto tests/office

bench: $(VENV)/ready ## rates and memory as JSON; BENCH names one
	$(BIN)/python -m benchmarks $(BENCH)

lock: ## pin every dependency with its hash, for every platform and Python that we support
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --all-extras --group dev --generate-hashes \
		--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' \
		pyproject.toml requirements/build.in -o requirements/locked.txt

messages: $(VENV)/ready ## collect every message a person sees into the catalogues for translators
	$(BIN)/python -m tools.messages

clean: ## remove what was made
	rm -rf $(VENV) $(DEMO) out .coverage* htmlcov .mypy_cache .ruff_cache .pytest_cache .hypothesis
