# Needs GNU make and Python 3.11 or newer; everything else goes into .venv,
# exactly as requirements.lock names it.

VENV := .venv
BIN  := $(VENV)/bin
JOBS ?= 2

# A Python of your choice: make PYTHON=/path/to/python3.12 ...
PYTHON ?=

# Tests and builds start processes by the hundred: what one of them compiled, the next need not.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help briefs lab notebooks test style check test-long fuzz mutants gallery bench lock clean

help: ## this list
	@echo "make TARGET, where TARGET is one of"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1|\2/p' $(MAKEFILE_LIST) | \
	    while IFS='|' read -r name text; do printf '  %-11s %s\n' "$$name" "$$text"; done
	@echo "The first one sets up $(VENV). ARGS=\"...\" goes to the command that runs."

briefs: $(VENV)/.ready ## regenerate the briefs in outputs/
	$(BIN)/budget-briefs build $(ARGS)

lab: $(VENV)/.ready ## open the notebooks in JupyterLab
	@if [ "$$(id -u)" = 0 ] && ! echo '$(ARGS)' | grep -q allow-root; then \
	    echo 'make: JupyterLab does not run as root: use another account, or make lab ARGS=--allow-root' >&2; exit 1; fi
	$(BIN)/jupyter lab --LabApp.news_url=None --ServerApp.root_dir=. --ServerApp.preferred_dir=notebooks notebooks/start.ipynb $(ARGS)

notebooks: $(VENV)/.ready ## run the notebooks again and keep their outputs, after a change of data or words
	$(BIN)/python -m analysis.briefs.run $(notebook_files)

# nbval runs the cells in their order, a notebook in one process.
notebook_files = $(wildcard notebooks/*.ipynb)

# Both runs of pytest are made, whatever the first one finds.
test: style ## style, types, tests, and the notebooks' stored outputs
	status=0; $(BIN)/pytest -n $(JOBS) --dist worksteal $(ARGS) || status=1; \
	    PYTHONPATH=tests $(BIN)/pytest -n $(JOBS) --dist loadfile -p no:randomly -p support.sockets --nbval --nbval-current-env $(notebook_files) || status=1; \
	    exit $$status

style: $(VENV)/.ready
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

check: style ## style, types and the quick tests, for every save
	$(BIN)/pytest -q -n $(JOBS) -m "not long and not hypothesis" $(quick_tests) $(ARGS)

# Without those that start processes, one after another.
quick_tests = tests/present tests/measures tests/notebooks --ignore tests/measures/panel/test_store.py \
    $(filter-out tests/test_cli.py tests/test_many.py tests/test_hostile_names.py tests/test_parallel.py, \
        $(wildcard tests/test_[a-c]*.py tests/test_[f-t]*.py))

test-long: $(VENV)/.ready ## the tests that take minutes, and properties on many more examples
	$(BIN)/pytest -m "long or hypothesis" --hypothesis-profile many $(ARGS)

fuzz: $(VENV)/.ready ## damaged documents by the thousand, an hour and more (ARGS="--tries N --pdfs N --jobs N")
	PYTHONPATH=tests $(BIN)/python -m support.fuzzing $(ARGS)

mutants: $(VENV)/.ready ## whether the tests see small changes of the code (ARGS="money", "ingest --sample 100 --seed 1")
	PYTHONPATH=tests $(BIN)/python -m support.mutants $(ARGS)

gallery: $(VENV)/.ready ## photograph the pages as readers see them, into docs/gallery
	$(BIN)/python docs/gallery.py

bench: $(VENV)/.ready ## measure
	$(BIN)/python -m benchmarks $(ARGS)

# --- the environment -------------------------------------------------------

# Sets $$python to $(PYTHON), or to the first one found that is new enough.
is_new = "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
find_python = for python in $(or $(PYTHON),python3 python python3.14 python3.13 python3.12 python3.11); do \
	    if $(is_new); then break; fi; python=; done; \
	if [ -z "$$python" ]; then \
	    echo "make: Python 3.11 or newer is needed$(if $(PYTHON), and $(PYTHON) is not,; none was found); name one with PYTHON=..." >&2; \
	    exit 1; fi

# The lock is complete, so nothing is resolved (--no-deps); pip check proves it.
# The stamp comes last: a set-up that failed is tried again.
$(VENV)/.ready: requirements.lock pyproject.toml
	@rm -f $@
	@python=$(BIN)/python; if ! $(is_new); then \
	    $(find_python); echo "$$python -m venv --clear $(VENV)"; "$$python" -m venv --clear $(VENV); fi
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m pip check
	@touch $@

# uv resolves for every Python and system at once. A name that is asked for
# with extras is listed both with and without them: pip before 23.3 takes the
# one for another package than the other.
lock: ## write requirements.lock anew (UPGRADE=1: with the newest versions)
	@$(find_python); test -x .venv-lock/bin/uv || { "$$python" -m venv --clear .venv-lock && \
	    .venv-lock/bin/python -m pip install --quiet --disable-pip-version-check uv; }
	@if [ -e requirements.lock ]; then cp requirements.lock .venv-lock/resolved; fi
	.venv-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --all-extras --generate-hashes \
	    --no-strip-extras --no-header --no-annotate $(if $(UPGRADE),--upgrade) pyproject.toml -o .venv-lock/resolved
	@awk 'NR == FNR { sub(/\[[^]]*\]/, ""); print; next }  /^[^ ]/ { extras = /\[/ }  extras' \
	    .venv-lock/resolved .venv-lock/resolved > .venv-lock/both
	@mv .venv-lock/both requirements.lock

clean: ## remove the environment, caches and outputs
	rm -rf $(VENV) .venv-lock .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist
	find outputs -mindepth 1 ! -name .gitkeep -delete
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
