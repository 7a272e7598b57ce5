#!/usr/bin/env bash
# Downloads a release for this runner, checks its digest, and puts it on the path. Asks for LOCKGATE_VERSION.
set -euo pipefail

releases="${LOCKGATE_RELEASES:-https://github.com/lockgate/lockgate/releases/download}"

case "${RUNNER_OS:?}-${RUNNER_ARCH:?}" in
Linux-X64) target=x86_64-unknown-linux-musl ;;
Linux-ARM64) target=aarch64-unknown-linux-musl ;;
macOS-X64) target=x86_64-apple-darwin ;;
macOS-ARM64) target=aarch64-apple-darwin ;;
Windows-X64) target=x86_64-pc-windows-msvc ;;
Windows-ARM64) target=aarch64-pc-windows-msvc ;;
*)
    echo "::error title=lockgate::there is no release for $RUNNER_OS on $RUNNER_ARCH"
    exit 2
    ;;
esac

folder="${RUNNER_TEMP:?}/lockgate-${LOCKGATE_VERSION:?}"
archive="lockgate-$target.tar.gz"
mkdir -p "$folder"
cd "$folder"
for file in "$archive" "$archive.sha256"; do
    if ! curl --fail --silent --show-error --location --retry 3 --output "$file" "$releases/v$LOCKGATE_VERSION/$file"; then
        echo "::error title=lockgate::$file of version $LOCKGATE_VERSION cannot be downloaded"
        exit 2
    fi
done

if command -v sha256sum >/dev/null; then
    digest="$(sha256sum "$archive" | cut -d ' ' -f 1)"
else
    digest="$(shasum -a 256 "$archive" | cut -d ' ' -f 1)"
fi
if [ "$digest" != "$(cut -d ' ' -f 1 <"$archive.sha256")" ]; then
    echo "::error title=lockgate::$archive has another digest than its release names"
    exit 2
fi
tar -xzf "$archive"
echo "$folder" >>"${GITHUB_PATH:?}"
