#!/usr/bin/env bash
# Who may do what at the brokers, as the commands that say so:  deploy/kafka-acls.sh BOOTSTRAP [PREFIX] < principals
# Prints; nothing is changed until the output is run. The principals, one a line:  engine|customs|bank|gate NAME
# The brokers must deny what is not allowed (allow.everyone.if.no.acl.found=false). This was not tried against a broker with an authorizer.
set -euo pipefail
if (($# < 1)); then
  echo "deploy/kafka-acls.sh BOOTSTRAP [PREFIX] < principals" >&2
  exit 2
fi
bootstrap=$1 prefix=${2-}
group=${KAFKA_GROUP:-clearance}

allow() { # NAME OPERATION TOPIC…
  local name=$1 operation=$2 topic
  shift 2
  for topic; do
    echo "kafka-acls.sh --bootstrap-server $bootstrap --add --allow-principal 'User:$name' --operation $operation --topic '$prefix$topic'"
  done
}

while read -r kind name; do
  case $kind in
    engine)
      allow "$name" Read customs.declarations customs.taxpayers bank.payments bank.guarantees
      allow "$name" Write clearance.decisions clearance.obligations clearance.deadletters
      allow "$name" Describe customs.declarations customs.taxpayers bank.payments bank.guarantees \
        clearance.decisions clearance.obligations clearance.deadletters
      echo "kafka-acls.sh --bootstrap-server $bootstrap --add --allow-principal 'User:$name' --operation Read --group '$group'"
      ;;
    customs) allow "$name" Write customs.declarations customs.taxpayers ;;
    # All banks share two topics: which bank an event is of, its signature says, and not the broker.
    bank) allow "$name" Write bank.payments bank.guarantees ;;
    gate)
      allow "$name" Read clearance.decisions
      echo "kafka-acls.sh --bootstrap-server $bootstrap --add --allow-principal 'User:$name' --operation Read --group '$name'"
      ;;
    '' | '#'*) ;;
    *)
      echo "'$kind' is no kind of principal: engine, customs, bank or gate" >&2
      exit 2
      ;;
  esac
done
