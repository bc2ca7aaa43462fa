#!/usr/bin/env bash
# Builds the web UI into the folder given as the only argument.
#
#   build.sh OUTDIR
#
# Needs Node >= 20.19 and npm. Installs the locked packages when the lock is newer than what is
# installed, makes the API's types from openapi.yaml, checks types, runs the unit tests, bundles, and copies the bundle to OUTDIR and the font
# of reports beside the built product. Does nothing when OUTDIR already holds the bundle of exactly
# these sources. Silent unless it fails.
set -euo pipefail

out=${1:?usage: build.sh OUTDIR}
cd "$(dirname "$0")"

for tool in node npm; do
  command -v "$tool" >/dev/null || {
    echo "build.sh: $tool is not installed; install Node.js >= 20.19, or build with -DskipWeb" >&2
    exit 1
  }
done

# What the bundle depends on: every source, the lock, the tools' settings, and Node itself.
stamp=$({
  node --version
  find src public ../src/main/resources/openapi.yaml index.html package.json package-lock.json antd-styles.ts vite.config.ts tsconfig.json build.sh \
    -type f ! -path src/api/schema.ts -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
} | sha256sum | cut -d' ' -f1)

# Two builds at once would take the folder away from under each other.
if command -v flock >/dev/null; then
  exec 9>.build-lock
  flock 9
fi

fresh() { [[ -f .dist-stamp && -f dist/index.html && "$(<.dist-stamp)" == "$stamp" ]]; }

# The font of reports, which other parts of the build take from here.
fonts=../../deploy/target/dist/fonts

if fresh && diff -rq dist "$out" >/dev/null 2>&1 && [[ -f $fonts/NotoSansSC-Regular.ttf ]]; then
  exit 0
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
run() {
  if ! "$@" >"$log" 2>&1; then
    echo "build.sh: failed: $*" >&2
    cat "$log" >&2
    exit 1
  fi
}

if [[ package-lock.json -nt node_modules/.package-lock.json ]]; then
  run npm ci --no-audit --no-fund
  touch node_modules/.package-lock.json
fi

if ! fresh; then
  rm -rf dist .dist-stamp
  run npm run --silent generate
  run npm run --silent typecheck
  run npm run --silent test
  run npm run --silent build
  echo "$stamp" >.dist-stamp
fi

mkdir -p "$fonts"
cp node_modules/@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf "$fonts/NotoSansSC-Regular.ttf"
cp node_modules/@expo-google-fonts/noto-sans-sc/LICENSE_FONT "$fonts/LICENSE"

rm -rf "$out"
mkdir -p "$out"
cp -R dist/. "$out/"
