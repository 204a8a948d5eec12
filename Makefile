.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test check talk shell train faults pins nlu-report risk-report understanding checklist coverage mutations bench clean
PYTHON ?= python3
BIN := .venv/bin
RASA := RASA_TELEMETRY_ENABLED=false HOLDFAST_RASA_TOKEN=only-for-the-shell \
	HOLDFAST_ACTIONS_URL=http://127.0.0.1:5155/webhook .venv-rasa/bin/rasa
COMPILE := PATH="$$PATH:.tools/bin" uv pip compile pyproject.toml --generate-hashes --no-header --no-annotate --quiet

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup: ## Prepare both environments and the language pipeline (2.5 GB; once)
	@$(PYTHON) scripts/setup.py

setup-dev: ## The same with what tests and checks need
	@$(PYTHON) scripts/setup.py --dev

run: setup ## Start everything on this machine and print the address
	@exec $(BIN)/holdfast run

test: setup-dev check train ## Run every check and every test
	@if command -v npm >/dev/null; then npm ci --prefix widget --silent --no-audit --no-fund; fi
	$(BIN)/python -m pytest -q

check: setup-dev ## Run the fast part: format, lint, types, imports, words, unit tests (under a minute)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/holdfast check
	$(BIN)/python -m pytest -q -m "not slow and not whole"

train: setup ## Train Rasa if what it learns from has changed
	@$(BIN)/python -m holdfast.supervisor.train

talk: setup ## Talk to it in the terminal, through the whole path
	@exec $(BIN)/holdfast talk

shell: train ## Talk to Rasa alone, in Rasa's own shell, with the actions beside it
	@trap 'kill $$!' EXIT; \
	SANIC_HOST=127.0.0.1 HOLDFAST_DATABASE_URL=sqlite:///$(CURDIR)/var/holdfast.db \
	$(BIN)/python -m rasa_sdk --actions actions --port 5155 >/dev/null 2>&1 & \
	$(RASA) shell --model models

pins: ## Compile requirements/*.txt afresh, from releases at least a week old
	$(COMPILE) --exclude-newer "7 days" --group service --universal --python-version 3.11 -o requirements/service.txt
	$(COMPILE) --exclude-newer "7 days" --group dev --universal --python-version 3.11 -o requirements/dev.txt
	$(COMPILE) --exclude-newer "7 days" --group rasa --python 3.10 -o requirements/rasa.txt

faults: setup-dev ## Make every fault and write docs/faults.md; then N conversations (default 1000) with kills and faults
	HOLDFAST_FAULTS=1 $(BIN)/python -m pytest -q tests/faults
	$(BIN)/python -m tests.faults --conversations $(or $(N),1000) --seed $(or $(SEED),1)
	$(BIN)/python -m tests.simulation --conversations $(or $(N),1000) --seed $(or $(SEED),1)

nlu-report: setup ## Measure how well intents are read
	@.venv-rasa/bin/python -m rasa_plugins.nlu_report

risk-report: setup ## Measure the gate on the labelled messages
	$(BIN)/python -m holdfast.risk.report

understanding: train ## Measure the model on phrases that it was never trained on
	$(BIN)/python -m bench.understanding

checklist: train ## Run sections A to F of the content rules and write docs/content-checklist.md
	HOLDFAST_WRITE_CHECKLIST=1 $(BIN)/python -m pytest -q tests/criteria

coverage: train ## Run all conversations and write docs/coverage.md: what they reach of scripts, rules and stories
	HOLDFAST_WRITE_COVERAGE=1 $(BIN)/python -m pytest -q tests/dialogue

mutations: train ## Drop rules, stories and scripts one by one: some conversation must fail
	$(BIN)/python -m bench.mutations

bench: setup ## Measure turns beside stock Rasa, in one run
	$(BIN)/python -m bench.turns

clean: ## Remove environments, models and caches; the data folder stays
	rm -rf .venv .venv-rasa .tools .rasa .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find models -mindepth 1 -maxdepth 1 ! -name README.md -exec rm -rf {} +
