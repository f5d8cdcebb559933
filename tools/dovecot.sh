#!/usr/bin/env bash
# Install Dovecot for the tests where we may. Never fails: without it the tests skip loudly, and fail in CI.
set -u

command -v dovecot >/dev/null 2>&1 || [ -x /usr/sbin/dovecot ] && exit 0
command -v apt-get >/dev/null 2>&1 || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || exit 0
    as_root=(sudo -n)
fi

export DEBIAN_FRONTEND=noninteractive
install() {
    # No service is wanted: the tests start their own Dovecot, as the user who runs them.
    "${as_root[@]}" env RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive \
        apt-get install --yes --quiet --no-install-recommends dovecot-imapd >/dev/null 2>&1
}
echo "Installing Dovecot for the tests..."
install || { "${as_root[@]}" apt-get update --quiet >/dev/null 2>&1 && install; } ||
    echo "Dovecot could not be installed; its tests will be skipped." >&2
exit 0
