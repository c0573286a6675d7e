#!/usr/bin/env bash
# The bill of materials of the engine and its tool, in CycloneDX 1.6, to the standard output:  deploy/sbom.sh [--pins]
#   --pins   instead, writes the list of packages that the tests compare with (docs/security/packages-*.txt)
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$root/deploy/toolchain.sh"
cd "$root"
need_sdk
probe_orleans
with=false name=without
if with_orleans; then with=true name=with; fi
for project in silo/Clearance.Silo silo/Clearance.Kafka client/Clearance.Cli; do
  dotnet restore "$project" -v quiet >&2
done
build_quietly tests/Clearance.Sbom
if [[ ${1-} == --pins ]]; then
  dotnet "$(assembly tests/Clearance.Sbom)" pins "$with" >"docs/security/packages-$name-orleans.txt"
else
  dotnet "$(assembly tests/Clearance.Sbom)" sbom "$with"
fi
