#!/usr/bin/env bash
# Whether a package of ours has a known vulnerability:  deploy/audit.sh
# Ends with 0: none is known, 1: one is, 3: the package source says nothing of vulnerabilities, so nothing is known.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$root/deploy/toolchain.sh"
need_sdk

# A source without advisories finds every package good. This one is known to be vulnerable (GHSA-5crp-9r3c-p9vr): who does not find
# that finds nothing.
known=$(mktemp -d)
trap 'rm -rf "$known"' EXIT
cat >"$known/known.csproj" <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageReference Include="Newtonsoft.Json" Version="12.0.1" /></ItemGroup>
</Project>
XML
audit() { dotnet list "$1" package --vulnerable --include-transitive --format json; }
finds() { grep -q '"severity"'; }

if ! dotnet restore "$known/known.csproj" -p:NuGetAudit=false -v quiet >/dev/null || ! audit "$known/known.csproj" | finds; then
  echo "The package source has no data about vulnerabilities, or cannot be asked: nothing is known about our packages." >&2
  exit 3
fi

status=0
for project in silo/Clearance.Silo client/Clearance.Cli; do
  dotnet restore "$root/$project" -v quiet >/dev/null
  if found=$(audit "$root/$project") && finds <<<"$found"; then
    printf '%s\n' "$found"
    status=1
  fi
done
((status == 0)) && echo "No package of ours has a vulnerability that the source knows of."
exit "$status"
