#!/bin/sh
# Prometheus itself reads rules without the frame that Kubernetes wants around them: takes what is below "spec" out of the one file of
# rules, and starts Prometheus with the arguments of this script.
set -eu
sed -n '/^  groups:/,$ s/^  //p' "${RESFORGE_RULES:-/etc/resforge/rules.yaml}" >"${TMPDIR:-/tmp}/resforge.rules.yml"
exec prometheus "$@"
