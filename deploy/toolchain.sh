# Sourced by ./run and ./test: the SDK, the Orleans probe, and where a build puts things. Expects $root.

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

need_sdk() {
  if ! command -v dotnet >/dev/null; then
    echo "The .NET 10 SDK is needed: https://dotnet.microsoft.com/download/dotnet/10.0" >&2
    return 1
  fi
  if ! (cd "$root" && dotnet --version >/dev/null 2>&1); then
    echo "A .NET 10 SDK is needed; this machine has:" >&2
    dotnet --list-sdks >&2
    return 1
  fi
}

# Decides once whether this machine can restore Orleans, and Orleans' dashboard, and notes it in Orleans.props. Delete the file to
# ask again.
probe_orleans() {
  local props="$root/Orleans.props" with=false dashboard
  [[ -f $props ]] && return
  for dashboard in true false; do
    if timeout 60 dotnet restore "$root/silo/Clearance.Silo" -p:WithOrleans=true -p:WithDashboard=$dashboard -v quiet >/dev/null 2>&1; then
      with=true
      break
    fi
  done
  cat >"$props.$$" <<XML
<Project>
  <PropertyGroup>
    <WithOrleans Condition="'\$(WithOrleans)' == ''">$with</WithOrleans>
    <WithDashboard Condition="'\$(WithDashboard)' == ''">$dashboard</WithDashboard>
  </PropertyGroup>
</Project>
XML
  mv "$props.$$" "$props"
}

with_orleans() { grep -q '>true</WithOrleans>' "$root/Orleans.props"; }

# build_quietly TARGET…: a Release build that prints only when it fails.
build_quietly() {
  local target log
  for target; do
    if ! log=$(cd "$root" && dotnet build "$target" -c Release -v quiet -clp:NoSummary 2>&1); then
      printf '%s\n' "$log" >&2
      return 1
    fi
  done
}

# assembly PROJECT_FOLDER: the path of what its Release build made.
assembly() {
  local bin=bin
  with_orleans && bin=bin/orleans
  echo "$root/$1/$bin/Release/net10.0/${1##*/}.dll"
}
