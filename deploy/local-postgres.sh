#!/usr/bin/env bash
# One PostgreSQL server on this machine, for ./run --with-postgres and for measuring:  deploy/local-postgres.sh FOLDER
# Keeps its data in FOLDER, prints "PostgreSQL listens on HOST:PORT" when it answers, and runs until it is told to stop or its
# parent is gone. How it is reached, as Npgsql reads it: FOLDER/owner as who owns it, FOLDER/engine as the engine, both to
# its database "clearance". Only this machine reaches it, and only with the passwords in those files.
set -euo pipefail
folder=$(mkdir -p "$1" && cd "$1" && pwd)
parent=$PPID
user=postgres

# Held until this script ends, however it does; not by the server.
exec 9>"$folder/lock"
if ! flock -n 9; then
  echo "$folder is in use by another local PostgreSQL" >&2
  exit 1
fi

# Debian keeps the programs out of the PATH, a folder for each version; the newest is taken.
bin=$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -1 || command -v initdb || true)
if [[ -z $bin ]]; then
  echo "initdb is missing: a local PostgreSQL needs it (apt-get install postgresql); or set PG_CONNECTION" >&2
  exit 1
fi
bin=${bin%/*}

# The server refuses to run as root; Debian's package makes a user for it.
as_server=()
if ((EUID == 0)); then
  as_server=(setpriv "--reuid=$user" "--regid=$user" --init-groups)
  chown "$user" "$folder"
  if ! "${as_server[@]}" test -x "$folder"; then
    echo "the user $user cannot enter $folder: choose another --data, or set PG_CONNECTION" >&2
    exit 1
  fi
fi
server() { (cd / && exec "${as_server[@]+"${as_server[@]}"}" "$bin/$1" "${@:2}"); }

# A port nobody listens on; kept, so that a server that is started again has its address.
if [[ ! -f $folder/port ]]; then
  while port=$((20000 + RANDOM % 20000)) && (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
  echo "$port" >"$folder/port"
fi
port=$(<"$folder/port")

# reach USER PASSWORD FILE: writes how it is reached.
reach() { (umask 077 && echo "Host=127.0.0.1;Port=$port;Database=clearance;Username=$1;Password=$2" >"$folder/$3"); }
password() { head -c 24 /dev/urandom | base64 | tr -d '+/='; }

if [[ ! -f $folder/data/PG_VERSION ]]; then
  reach postgres "$(password)" owner
  reach clearing "$(password)" engine
  (umask 077 && sed 's/.*Password=//' "$folder/owner" >"$folder/password")
  ((EUID == 0)) && chown "$user" "$folder/password"
  rm -rf "$folder/data"
  server initdb -D "$folder/data" -U postgres -E UTF8 --locale=C.UTF-8 --auth=scram-sha-256 --pwfile="$folder/password" \
    >"$folder/initdb.log" 2>&1 || { cat "$folder/initdb.log" >&2; exit 1; }
  rm -f "$folder/password"
fi

pid=
stop() {
  trap '' INT TERM HUP
  # INT: sessions are ended, nothing is lost.
  if [[ -n $pid ]] && kill -INT "$pid" 2>/dev/null; then
    wait "$pid" 2>/dev/null || true
  fi
  exit "${1:-0}"
}
trap stop INT TERM HUP

# One whose starter was killed is stopped first.
[[ ! -f $folder/data/postmaster.pid ]] || server pg_ctl -D "$folder/data" -m fast -w stop >/dev/null 2>&1 || true

# In a session of its own, so that Ctrl-C does not end it before the engine has taken its leave.
cd /
setsid "${as_server[@]+"${as_server[@]}"}" "$bin/postgres" -D "$folder/data" -c listen_addresses=127.0.0.1 -c "port=$port" \
  -c unix_socket_directories= >"$folder/postgres.log" 2>&1 </dev/null 9>&- &
pid=$!

# sql DATABASE TEXT: as the owner, the text by its standard input so that no password is seen.
sql() {
  PGPASSWORD=$(sed 's/.*Password=//' "$folder/owner") \
    "$bin/psql" -h 127.0.0.1 -p "$port" -U postgres -d "$1" -qtAX -v ON_ERROR_STOP=1 <<<"$2"
}
for _ in {1..300}; do
  up=$(sql postgres 'SELECT 1' 2>/dev/null) && break
  kill -0 "$pid" 2>/dev/null || break
  sleep 0.1
done
if [[ ${up:-} != 1 ]]; then
  echo "PostgreSQL did not come up:" >&2
  tail -20 "$folder/postgres.log" >&2
  stop 1
fi

if [[ -z $(sql postgres "SELECT 1 FROM pg_database WHERE datname = 'clearance'") ]]; then
  # The role is there before the tables are: the migrations find it and let it do what the engine must.
  sql postgres "CREATE ROLE clearance_engine NOLOGIN;
    CREATE ROLE clearing LOGIN IN ROLE clearance_engine PASSWORD '$(sed 's/.*Password=//' "$folder/engine")';
    CREATE DATABASE clearance;"
fi
echo "PostgreSQL listens on 127.0.0.1:$port"

while kill -0 "$parent" 2>/dev/null && kill -0 "$pid" 2>/dev/null; do
  sleep 0.5
done
stop 0
