# make demo: see it work without an account · make setup: install into .venv · make doctor: what is
# wrong with the settings · make run: the bot · make test: every test · make check: every check
# make openapi: docs/openapi.json anew
PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
READY := $(VENV)/.ready
ARGS ?=

.PHONY: demo setup doctor run test check format bench openapi lock clean

demo: $(READY)
	@$(BIN)/kiwoom-bot demo $(ARGS)

setup: $(READY)
	@echo "준비됐습니다 · ready: make demo, make run, make doctor"

doctor: $(READY)
	@$(BIN)/kiwoom-bot check

run: $(READY)
	@$(BIN)/kiwoom-bot run

test: $(READY)
	$(BIN)/python -m pytest -m "not bench" -n 2 --dist loadfile --cov --cov-report=term:skip-covered $(ARGS)

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY)
	$(BIN)/python -m pytest -m bench -s --timeout=600 tests/benchmarks tests/core/services/test_services_a_day.py $(ARGS)

openapi: $(READY)
	$(BIN)/python -m bot.channels.web.api docs/openapi.json

# needs uv; addresses of registries stay out of the lock
lock:
	uv pip compile -q --universal --generate-hashes --no-header --no-emit-index-url --python-version 3.11 pyproject.toml -o requirements.lock
	uv pip compile -q --universal --generate-hashes --no-header --no-emit-index-url --python-version 3.11 --extra dev pyproject.toml -o requirements-dev.lock

$(READY): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c "import sys; sys.exit(0 if sys.version_info >= (3, 11) else 'Python 3.11 이상이 필요합니다 · Python 3.11 or newer is needed: make PYTHON=python3.12 $(MAKECMDGOALS)')"
	@echo "설치합니다. 처음 한 번, 1~2분 걸립니다. · Installing, this once; a minute or two."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -c "open('$(READY)', 'w').close()"

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
