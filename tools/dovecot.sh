#!/usr/bin/env bash
# Install Dovecot for the tests where we may. Never fails: without it the tests skip and say so, and fail in CI.
set -u

PATH=$PATH:/usr/sbin:/usr/local/sbin
command -v dovecot >/dev/null && exit 0

without() {
    echo "Dovecot is missing and $1: its tests will be skipped. To run them: $2" >&2
    exit 0
}
command -v apt-get >/dev/null || without "this is no Debian" "install Dovecot 2.3 or 2.4"
by_hand="sudo apt-get install --no-install-recommends dovecot-imapd"

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || without "this user may not install it" "$by_hand"
    as_root=(sudo -n)
fi

# No service is wanted, now or after the next start: the tests run their own, as the user who tests.
"${as_root[@]}" systemctl mask dovecot.service dovecot.socket >/dev/null 2>&1
install() {
    "${as_root[@]}" env RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive \
        apt-get install --yes --quiet --no-install-recommends dovecot-imapd >/dev/null 2>&1
}
echo "Installing Dovecot for the tests; its service stays masked (systemctl unmask dovecot.service dovecot.socket)..."
install || { "${as_root[@]}" apt-get update --quiet >/dev/null 2>&1 && install; } ||
    without "could not be installed" "$by_hand"
