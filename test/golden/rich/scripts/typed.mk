# Generated from .projenrc.ts (name). `npx projen` overwrites edits.
# What to change instead: make owners FILE=scripts/typed.mk
# Keeps what you type from being run. Make expands no $ in a variable of the command line, or in one of TYPED from the
# environment. Recipes read the variables of TYPED from the environment, as "$$TYPED_<name>": a shell would run parts of
# a value that is in the text of a command.
GIVEN := $(foreach name,$(.VARIABLES),$(if $(findstring command line,$(origin $(name))),$(name)))
GIVEN += $(foreach name,$(TYPED),$(if $(findstring environment,$(origin $(name))),$(name)))
define literal
override $(1) := $$(value $(1))
export $(1)
endef
$(foreach name,$(GIVEN),$(eval $(call literal,$(name))))
$(foreach name,$(TYPED),$(eval export TYPED_$(name) = $$($(name))))

# SPLIT splits ARGS into words as a shell does, quotes included, and runs nothing in it. WORDS are these words.
SPLIT = $(if $(ARGS),words="$$(printf 'ARGS %s' "$$TYPED_ARGS" | xargs printf '%s\n' 2>/dev/null)" || { \
  echo "ARGS has an unmatched quote: $$TYPED_ARGS" >&2; exit 2; }; IFS=$$'\n'; set -f; args=($$words); )
WORDS = $(if $(ARGS),"$${args[@]:1}")
