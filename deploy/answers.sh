#!/usr/bin/env bash
# Does an engine answer 200?  deploy/answers.sh http://127.0.0.1:5080/readyz     Asked without any tool but bash.
set -uo pipefail
authority=${1#*://} path=/
[[ $authority == */* ]] && path=/${authority#*/}
authority=${authority%%/*}
[[ $authority =~ :[0-9]+$ ]] || authority+=:80
port=${authority##*:} host=${authority%:*}
case $host in
  '*' | + | 0.0.0.0) host=127.0.0.1 ;;
  \[*\]) host=${host:1:-1} ;;
esac
{ exec 3<>"/dev/tcp/$host/$port"; } 2>/dev/null || exit 1
printf 'GET %s HTTP/1.0\r\nHost: %s\r\n\r\n' "$path" "$host" >&3
read -r -t 5 status <&3 || status=
[[ $status == *" 200"* ]]
