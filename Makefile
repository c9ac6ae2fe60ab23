# Every line here only names a Python module: the work and its reasons stand in tools/.
PYTHON ?= python3
.DEFAULT_GOAL := help
.PHONY: help run test check bench translations lock clean

help: ## List what make can do
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: ## Set everything up and serve http://localhost:8000 (PORT=8001, HOST=0.0.0.0, DEMO=0)
	@$(PYTHON) -m tools.bootstrap run

test: ## Run every test, browser tests included (ARGS="-k ticket -x" goes to pytest)
	@$(PYTHON) -m tools.bootstrap test $(ARGS)

check: ## Lint, types, layers, migrations, settings, translations
	@$(PYTHON) -m tools.bootstrap check

bench: ## Measure what requests cost on a big company (ARGS="--sizes 10000 --no-peer"); an hour, 15 GB
	@$(PYTHON) -m tools.bootstrap bench $(ARGS)

translations: ## Collect texts into the catalogues and list what is not translated yet
	@$(PYTHON) -m tools.bootstrap translations extract check

lock: ## Pin the packages of requirements*.in and package.json with hashes (ARGS=--upgrade: the newest)
	@$(PYTHON) -m tools.bootstrap lock $(ARGS)

clean: ## Delete what make built; the database and uploads of make run stay
	@$(PYTHON) -m tools.bootstrap clean
