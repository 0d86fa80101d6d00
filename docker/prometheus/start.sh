#!/bin/sh
# Prometheus itself reads rules without the frame that Kubernetes wants around them: takes what is below "spec" out of the one file of
# rules, puts it where the configuration looks for it, and starts Prometheus with the arguments of this script.
set -eu
config=
for argument in "$@"; do
  case $argument in --config.file=*) config=${argument#--config.file=} ;; esac
done
rules=$(sed -n 's/^  - \(.*\/resforge\.rules\.yml\)$/\1/p' "$config")
[ -n "$rules" ] || {
  echo "start.sh: '$config' must name resforge.rules.yml under rule_files" >&2
  exit 1
}
sed -n '/^  groups:/,$ s/^  //p' "${RESFORGE_RULES:-/etc/resforge/rules.yaml}" >"$rules"
exec prometheus "$@"
