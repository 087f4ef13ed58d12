# Each target sets up what it needs on a bare machine with git, make and Python 3.11 or newer.

UV := .ci/uv
RUN := .venv/bin/
SYSTEM_PG := $(lastword $(sort $(wildcard /usr/lib/postgresql/*/bin)))

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test check test-system soak bench messages screenshots site tools

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: site ## serve a made-up collaborative on this machine; Ctrl-C stops it; it continues where it was
	@exec $(RUN)anchorline demo

demo-reset: site ## delete the made-up data; the next demo begins anew
	@$(RUN)anchorline demo-reset

test: tools ## run all tests
	@.ci/need chromium docker-compose libreoffice postgresql
	@exec $(RUN)pytest -n 2 --dist loadfile --no-loadscope-reorder

check: tools ## format, lint, types, import contracts
	@$(RUN)ruff format --check --quiet .
	@$(RUN)ruff check --quiet .
	@$(RUN)mypy --no-error-summary
	@$(RUN)lint-imports --no-logo

test-system: tools ## run the house tests and the journeys on the system's PostgreSQL
ifeq ($(SYSTEM_PG),)
	@echo "This system has no PostgreSQL of its own: there is nothing in /usr/lib/postgresql."
else
	@.ci/need chromium docker-compose libreoffice
	@ANCHORLINE_TEST_PG_BIN=$(SYSTEM_PG) $(RUN)pytest -n 2 --dist loadfile --no-loadscope-reorder $(wildcard tests/house tests/journeys)
endif

soak: tools ## attack, kill, race and retry at full counts; about half an hour
	@ANCHORLINE_TEST_ATTACK=full $(RUN)pytest -q tests/attack
	@exec $(RUN)python -m tests.faults

bench: tools ## measure, and print the figures
	@exec $(RUN)python -m tests.benchmarks

messages: tools ## gather what the pages say, for who translates it
	@exec $(RUN)python -m backend.kit.messages

screenshots: tools ## take the pictures of README and guides anew, of a demonstration made for them
	@.ci/need chromium
	@exec $(RUN)python -m docs.pictures.make

# What the site needs; what the tests brought is left in place.
site:
	@[ -d .venv ] || echo "Setting up; the first time this takes a minute or two ..."
	@$(UV) sync --quiet --frozen --inexact --no-dev

tools:
	@[ -d .venv ] || echo "Setting up; the first time this takes a minute or two ..."
	@$(UV) sync --quiet --frozen
