#!/usr/bin/env bash
# One day of the console by curl alone: set-up, officers with second factors, import, grading, a policy from draft to
# publication with two agreements, an access in a monitored log that breaks it, the alert, and the explanation.
# 用 curl 走完一天：初始化三员、导入、定级、策略起草—试运行—双人审批—发布、违规访问告警、判定说明。
#
#   deploy/examples/a-day.sh            starts an installation of its own, and stops and removes it at the end
#   deploy/examples/a-day.sh --data DIR uses DIR, which must not exist yet, and leaves the installation running
#
# Needs curl, jq, openssl and base32.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
data=""
[ "${1:-}" = "--data" ] && data=$2
for tool in curl jq openssl base32; do
  command -v "$tool" > /dev/null || { echo "a-day: $tool is missing" >&2; exit 2; }
done
work=$(mktemp -d)
if [ -z "$data" ]; then
  data=$work/data
  stop() { "$root/deploy/bin/watchfire" stop --data "$data" || true; rm -rf "$work"; }
else
  stop() { rm -rf "$work"; }
fi
trap stop EXIT

say() { printf '\n== %s\n' "$*"; }
fail() { echo "a-day: $*" >&2; exit 1; }

say "0. A fresh installation without accounts 全新安装，没有任何账号"
"$root/deploy/bin/watchfire" up --set-up --data "$data" 2> "$work/up" || { cat "$work/up" >&2; exit 1; }
grep -E 'Console|Accounts' "$work/up"
base=$(sed -n 's/^Console: *\(http[^ ]*[0-9]\).*/\1/p' "$work/up")
api=$base/api/v1

# call WHO METHOD PATH [BODY [HEADER…]]: the answer's body on stdout; anything but success ends the day.
call() {
  local who=$1 method=$2 path=$3 body=${4:-} status
  shift $(($# < 4 ? $# : 4))
  local arguments=(-sS -X "$method" "$api$path" -o "$work/answer" -D "$work/headers" -w '%{http_code}')
  [ "$who" = - ] || arguments+=(-b "$work/$who.cookie" -c "$work/$who.cookie" -H "X-CSRF-Token: $(cat "$work/$who.csrf")")
  case $body in
    '') ;;
    @*) arguments+=(-H 'Content-Type: text/csv' --data-binary "$body") ;;
    *) arguments+=(-H 'Content-Type: application/json' --data-binary "$body") ;;
  esac
  for header in "$@"; do arguments+=(-H "$header"); done
  status=$(curl "${arguments[@]}")
  case $status in
    2*) cat "$work/answer" ;;
    *) fail "$who $method $path answers $status: $(cat "$work/answer")" ;;
  esac
}

# refused WHO METHOD PATH BODY CODE: must be refused with that code.
refused() {
  local code
  code=$( (call "$1" "$2" "$3" "$4" > /dev/null) 2>&1 | sed -n 's/.*"code":"\([a-z-]*\)".*/\1/p') || true # the call is meant to fail
  [ "$code" = "$5" ] || fail "$1 $2 $3 should be refused with $5, not '$code'"
  echo "   $1 is refused: $5"
}

sign_in() { # WHO PASSWORD [CODE]
  local body
  body=$(jq -n --arg u "$1" --arg p "$2" --arg c "${3:-}" '{username: $u, password: $p} + (if $c == "" then {} else {code: $c} end)')
  : > "$work/$1.cookie"
  curl -sS -c "$work/$1.cookie" -H 'Content-Type: application/json' -d "$body" "$api/session" > "$work/session"
  jq -er .csrfToken "$work/session" > "$work/$1.csrf" || fail "$1 cannot sign in: $(cat "$work/session")"
}

totp() { # SECRET in base 32: the code of this half minute, RFC 6238
  local key counter hash offset
  key=$(printf '%s' "$1" | sed 's/=//g' | awk '{while (length($0) % 8) $0 = $0 "="; print}' | base32 -d | od -An -v -tx1 | tr -d ' \n')
  counter=$(printf '%016x' $(($(date +%s) / 30)))
  hash=$(printf "$(echo "$counter" | sed 's/../\\x&/g')" | openssl dgst -sha1 -mac HMAC -macopt "hexkey:$key" | sed 's/.* //')
  offset=$((16#${hash:39:1} * 2))
  printf '%06d' $(((16#${hash:offset:8} & 0x7fffffff) % 1000000))
}

own_password() { # WHO FIRST: changes the first password
  local fresh
  fresh=$(openssl rand -base64 18)
  sign_in "$1" "$2"
  call "$1" PUT /session/password "$(jq -n --arg c "$2" --arg p "$fresh" '{current: $c, password: $p}')" > /dev/null
  printf '%s' "$fresh" > "$work/$1.password"
  sign_in "$1" "$fresh"
}

say "1. Three officers are named with the code from the server's disk 用服务器上的一次性代码任命三员"
code=$(cat "$data/secrets/set-up.code")
call - POST /setup "$(jq -n --arg code "$code" '{code: $code, officers: [
  {role: "SYS_ADMIN", username: "zhao", displayName: "赵 系统管理员", personId: "p-zhao"},
  {role: "SEC_ADMIN", username: "qian", displayName: "钱 安全保密管理员", personId: "p-qian"},
  {role: "AUDIT_ADMIN", username: "sun", displayName: "孙 安全审计员", personId: "p-sun"}]}')" > "$work/first"
[ ! -e "$data/secrets/set-up.code" ] && echo "   done; the code is gone"
for who in zhao qian sun; do
  own_password "$who" "$(jq -r ".passwords.$who" "$work/first")"
  secret=$(call "$who" POST /session/second-factor '{}' | jq -r .secret)
  call "$who" PUT /session/second-factor "{\"code\":\"$(totp "$secret")\"}" > /dev/null
  echo "   $who: own password, second factor"
done

say "2. The system administrator makes accounts, the security administrator grants roles 建账号与授权分离"
for account in "chen:DATA_OWNER:陈 数据负责人" "zhou:ANALYST:周 分析员"; do
  IFS=: read -r who role name <<< "$account"
  first=$(call zhao POST /users "$(jq -n --arg u "$who" --arg n "$name" '{username: $u, displayName: $n, personId: ("p-" + $u)}')" | jq -r .password)
  refused zhao PUT "/users/$who/roles" "{\"roles\":[\"$role\"]}" forbidden
  call qian PUT "/users/$who/roles" "{\"roles\":[\"$role\"]}" > /dev/null
  own_password "$who" "$first"
  echo "   $who is $role"
done

say "3. Departments, people and assets are imported: dry run first 先试运行再导入"
cat > "$work/departments.csv" <<'CSV'
id,name,parent
city,市政府,
finance,财政局,city
archive,档案局,city
CSV
cat > "$work/people.csv" <<'CSV'
id,name,accounts,department,clearance,status
wang.qiang,王强,wang.qiang,finance,3,active
li.na,李娜,li.na;OFFICE\lina,archive,3,active
p-chen,陈,chen,finance,3,active
CSV
cat > "$work/assets.csv" <<'CSV'
id,name,kind,selectors,owner
budget-draft,预算草案,share,path:/srv/share/预算/**,p-chen
CSV
import() { # KIND
  local id run
  id=$(call qian POST "/imports?kind=$1&format=csv" "@$work/$2.csv" | jq -r .id)
  run=$(await "/imports/$id" '.state == "ready"')
  echo "   $2: $(jq -c '{created, changed, unchanged, removed, errors, raised}' <<< "$run")"
  call qian POST "/imports/$id/apply" "{\"raised\":$(jq -r '.raised // 0' <<< "$run")}" > /dev/null
  await "/imports/$id" '.state == "applied"' > /dev/null
}
await() { # PATH CONDITION: asks until it holds
  local answer
  for _ in $(seq 120); do
    answer=$(call qian GET "$1")
    if jq -e "$2" <<< "$answer" > /dev/null; then
      printf '%s' "$answer"
      return
    fi
    sleep 0.5
  done
  fail "GET $1 never said $2: $answer"
}
import department departments
import person people
import asset assets

say "4. The asset is graded; lowering it again takes another person 定级；降级须经他人批准"
asset=$(call qian GET /assets/budget-draft)
grade() { jq "del(.id, .version) | .level = $1" <<< "$asset"; }
call qian PUT /assets/budget-draft "$(grade 3)" "If-Match: \"$(jq -r .version <<< "$asset")\"" | jq -c '{id, level, version}'
asset=$(call qian GET /assets/budget-draft)
code=$( (call qian PUT /assets/budget-draft "$(grade 1)" "If-Match: \"$(jq -r .version <<< "$asset")\"" > /dev/null) 2>&1 | sed -n 's/.*"code":"\([a-z-]*\)".*/\1/p') || true
[ "$code" = approval-required ] || fail "lowering a level should take an approval, not '$code'"
echo "   lowering it is refused: $code"

say "5. A policy: draft, dry run, two agreements by two others, published 策略：起草、试运行、两人批准、发布"
draft=$(call qian POST /access/drafts "$(jq -n '{title: "预算草案只给财政局", policies: [
  {id: "finance-reads-budget", title: {zh: "财政局可读预算草案", en: "Finance reads the draft budget"}, effect: "allow",
   subjects: {departments: [{id: "finance", subtree: true}]}, resources: {ids: ["budget-draft"]}, actions: ["list", "read"]},
  {id: "archive-not-budget", title: {zh: "档案局不得读预算草案", en: "The archive does not read the draft budget"}, effect: "deny",
   subjects: {departments: [{id: "archive", subtree: true}]}, resources: {ids: ["budget-draft"]}, actions: ["*"]}]}')")
id=$(jq -r .id <<< "$draft")
run=$(call qian POST "/access/drafts/$id/dry-run" '{"days":7}' | jq -r .id)
await "/access/dry-runs/$run" '.state == "done"' | jq -c '.result | {personsGaining, personsLosing, gainedCells, lostCells}'
call qian GET "/access/dry-runs/$run/changes?kind=gained" | jq -c '.items[] | {person, asset, action}'
request=$(call qian POST /approvals "$(jq -n --arg d "$id" --arg r "$run" '{kind: "policy.publish", target: $d, parameters: {dryRun: $r}, reason: "预算公布之前"}')")
approval=$(jq -r .id <<< "$request")
agree="{\"approve\":true,\"reason\":\"同意\",\"hash\":\"$(jq -r .hash <<< "$request")\"}"
refused qian POST "/approvals/$approval/decision" "$agree" own-request
for who in chen sun; do
  echo "   $who agrees: $(call "$who" POST "/approvals/$approval/decision" "$agree" | jq -r .state)"
done
call qian GET /access/versions | jq -c '.items[0]'

say "6. A file server logs that li.na read the draft budget 文件服务器日志：li.na 读取了预算草案"
sleep 2 # the policy is on its way to the engine; what was logged before it came would not be judged by it
LC_ALL=C date '+%b %e %H:%M:%S' > "$work/time"
line="$(cat "$work/time") fs01 smbd_audit[812]: li.na|10.20.3.44|pc-44|budget|openat|ok|r|/srv/share/预算/2027-草案.xlsx"
echo "   $line"
began=$(date +%s%N)
printf '%s\n' "$line" >> "$data/inbox/samba/day.log"
alert=""
for _ in $(seq 240); do
  alert=$(call zhou GET '/alerts?q=archive-not-budget' | jq -c '.items[0] // empty')
  [ -n "$alert" ] && break
  sleep 0.25
done
[ -n "$alert" ] || fail "no alert within a minute"
echo "   alert after $((($(date +%s%N) - began) / 1000000)) ms:"
jq '{rule: .rule.id, severity, title: .title.zh, reason: .reason.zh, reasonEn: .reason.en}' <<< "$alert"
call zhou GET "/alerts/$(jq -r .id <<< "$alert")" | jq -c '.alert.alert.explanation.label'

say "7. The explanation agrees 判定说明与告警一致"
explained=$(call qian GET "/access/explain?person=li.na&asset=budget-draft&action=read")
jq '{allowed, reason, policy, set_version, summary}' <<< "$explained"
jq -e '[.. | strings] | index("archive-not-budget")' <<< "$explained" > /dev/null || fail "the explanation names another policy"
echo "   the same policy: archive-not-budget"
call qian GET "/access/explain?person=wang.qiang&asset=budget-draft&action=read" | jq '{allowed, reason, policy, summary}'

say "Done: everything was on record 全部操作已留痕"
