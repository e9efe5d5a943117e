# SIB. `make help` lists the targets. Node 24 is fetched from the npm registry when the system's is older.
RUN := sh scripts/with-node.sh
SIB := analysis/bin/sib
ARGS ?=

.DEFAULT_GOAL := help
LATER := install install-analysis start-analysis stop-analysis logs-analysis shell-analysis uninstall upgrade backup restore doctor
.PHONY: help demo run test test-model test-loki check bench soak data config clear-cache clean $(LATER)

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

node_modules/.stamp: package-lock.json package.json analysis/package.json
	$(RUN) npm ci --loglevel=error
	@touch $@

# The copy that `bin/sib` starts (`npm ci` makes the first).
COPY := .cache/sib/current/main.mjs
$(COPY): $(shell find analysis/src -name '*.ts' ! -name '*.test.ts') | node_modules/.stamp
	@$(RUN) node analysis/tools/bundle.ts

demo: $(COPY) ## the main job on bundled events, then keeps serving (ARGS=--once ends by itself)
	@$(SIB) demo $(ARGS)

run: $(COPY) ## the service on this machine, http://localhost:5000
	@$(SIB) serve $(ARGS)

test: $(COPY) ## all tests, installing what they need
	@sh scripts/install-test-tools.sh
	@sh scripts/install-log-stores.sh
	SIB_REAL_MODEL=0 $(RUN) npm --silent test

test-model: $(COPY) ## tests with a small real model in the user's cache folder (skipped with the reason where it cannot be had)
	@sh scripts/install-real-model.sh || [ $$? -eq 3 ]
	cd analysis && $(subst scripts,../scripts,$(RUN)) node --test test/llm/real-model.test.ts

test-loki: $(COPY) ## the tests of an event log against a real, empty Loki: make test-loki LOKI_URL=http://... [LOKI_TENANT=...]
	@test -n "$(LOKI_URL)" || { echo "make test-loki: which Loki? LOKI_URL=http://localhost:3100" >&2; exit 2; }
	cd analysis && LOKI_URL_FOR_TESTS="$(LOKI_URL)" LOKI_TENANT_FOR_TESTS="$(LOKI_TENANT)" $(subst scripts,../scripts,$(RUN)) node --test src/adapters/alert-logs/loki/loki-log.test.ts

check: node_modules/.stamp ## format, lint, types, architecture
	$(RUN) npm --silent run check

bench: $(COPY) ## measures what docs/benchmarks.md says
	$(RUN) npm --silent run bench -- $(ARGS)

soak: $(COPY) ## long crash, load and fault campaigns
	$(RUN) npm --silent run soak -- $(ARGS)

data: node_modules/.stamp ## refresh the ATT&CK and rule catalogues: make data SOURCES=folder
	$(RUN) node analysis/src/knowledge/refresh-data.ts "$(SOURCES)"

config: ## copy the commented defaults to analysis/config.yaml
	@if [ -e analysis/config.yaml ]; then echo "analysis/config.yaml is there already; nothing changed"; \
	else cp analysis/config.example.yaml analysis/config.yaml && chmod 600 analysis/config.yaml && echo "wrote analysis/config.yaml"; fi

$(LATER):
	@echo "make $@ is not in this version yet: it comes with Docker Compose. \`make run\` serves on this machine, \`make help\` lists what works." >&2
	@exit 1

clear-cache: $(COPY) ## make the running service forget what alike alerts share
	@$(SIB) clear-cache $(ARGS)

clean: ## remove what was installed and built
	rm -rf node_modules analysis/node_modules .node .cache
