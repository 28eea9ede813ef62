# Generated from .projenrc.ts (name). `npx projen` overwrites edits.
# What to change instead: make owners FILE=scripts/help.awk
# Prints the help of Makefiles: all targets in groups, or the details of the one in TARGET. In a Makefile, "##@" starts
# a group, "##" behind a target describes it, and "#|" lines above it are its details.
BEGIN {
  target = ENVIRON["TARGET"]
  if (target == "") print "Usage: make TARGET" (usage == "" ? "" : " " usage)
}
FNR == 1 {
  group = NR == 1 ? "" : "Your targets"
  details = ""
}
/^##@ / { group = substr($0, 5) }
/^#\|/ { details = details substr($0, 4) "\n" }
/^[A-Za-z0-9_-]+:.*## / {
  name = $0
  sub(/:.*/, "", name)
  text = $0
  sub(/.*:.*## /, "", text)
  if (target == "") {
    if (group != shown) print "\n" group
    printf "  %-11s %s\n", name, text
    shown = group
  } else if (name == target) {
    print text "\n\n" (details == "" ? "Usage: make " name "\n" : details)
    found = 1
  }
  details = ""
}
END {
  if (target == "") {
    print "\nDetails: make help TARGET=name"
  } else if (!found) {
    print "unknown target: " target ". List them with: make help" | "cat >&2"
    exit 2
  }
}
