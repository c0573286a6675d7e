#!/usr/bin/env bash
# Who may do what at the brokers, as the commands that say so:  deploy/kafka-acls.sh BROKERS [PREFIX] < principals
# Prints; nothing is changed until the output is run, with kafka-acls.sh of Apache Kafka. BROKERS is HOST:PORT,HOST:PORT, or
# zookeeper=HOST:PORT where the tool is too old for --bootstrap-server. PREFIX is Clearance:Kafka:TopicPrefix.
# The principals, one a line:  engine|customs|bank|gate NAME  where NAME is as the brokers know it: with a certificate
# CN=engine,O=Customs, unless they have rules for names.
# KAFKA_GROUP is the engine's group; a gate's is its name, of a certificate its CN. KAFKA_COMMAND_CONFIG is the file by which
# the tool itself reaches brokers with TLS.
# The brokers must deny what is not allowed (allow.everyone.if.no.acl.found=false) and know each other as super.users.
set -euo pipefail
if (($# < 1)); then
  echo "deploy/kafka-acls.sh BROKERS [PREFIX] < principals" >&2
  exit 2
fi
brokers=$1 prefix=${2-}
group=${KAFKA_GROUP:-clearance}
if [[ $brokers == zookeeper=* ]]; then
  tool="kafka-acls.sh --authorizer-properties zookeeper.connect=${brokers#*=}"
else
  tool="kafka-acls.sh --bootstrap-server $brokers${KAFKA_COMMAND_CONFIG:+ --command-config ${KAFKA_COMMAND_CONFIG@Q}}"
fi

# allow NAME OPERATION RESOURCE…: whoever may read or write a topic may ask where it is; nothing more is needed.
allow() {
  local principal=User:$1 operation=$2
  shift 2
  echo "$tool --add --allow-principal ${principal@Q} --operation $operation $*"
}

topics() { printf -- "--topic '$prefix%s' " "$@"; }
of_group() { echo "--group ${1@Q}"; }

while read -r kind name; do
  case $kind in
    '' | '#'*) continue ;;
  esac
  [[ $name ]] || { echo "a principal without a name: $kind" >&2; exit 2; }
  case $kind in
    engine)
      allow "$name" Read "$(topics customs.declarations customs.taxpayers bank.payments bank.guarantees)" "$(of_group "$group")"
      allow "$name" Write "$(topics clearance.decisions clearance.obligations clearance.deadletters)"
      # Brokers from 2.8 on take it as said with Write, those before 0.11 do not know it.
      [[ $brokers == zookeeper=* ]] || allow "$name" IdempotentWrite --cluster
      ;;
    customs) allow "$name" Write "$(topics customs.declarations customs.taxpayers)" ;;
    # All banks share two topics: which bank an event is of, its signature says, and not the broker.
    bank) allow "$name" Write "$(topics bank.payments bank.guarantees)" ;;
    gate)
      own=${name#CN=}
      allow "$name" Read "$(topics clearance.decisions)" "$(of_group "${own%%,*}")"
      ;;
    *)
      echo "'$kind' is no kind of principal: engine, customs, bank or gate" >&2
      exit 2
      ;;
  esac
done
