#!/bin/sh
# Copies what Node needs of a Debian into a folder, which becomes the image's file system: the C and C++ libraries, Node,
# and what says whose they are. Debian's records of the packages come along, as scanners for known faults read them.
set -eu
to=$1
packages="base-files gcc-12-base libc6 libgcc-s1 libstdc++6"

mkdir -p "$to"
for name in bin lib lib64 sbin; do
  if [ -L "/$name" ]; then
    mkdir -p "$to/usr/$name"
    ln -s "usr/$name" "$to/$name"
  fi
done
# A path through /lib leads through the link.
dpkg-query -L $packages | while read -r path; do
  case $path in
    */gconv | */gconv/* | /etc/update-motd.d/* | /usr/share/man/* | /usr/share/gcc/* | /usr/share/gdb/* | /usr/share/lintian* | /usr/lib/*/audit/*) continue ;;
    /usr/share/doc/*) case $path in */copyright) ;; *) continue ;; esac ;;
  esac
  if [ -d "$path" ] && [ ! -L "$path" ]; then continue; fi
  if [ -L "$to$path" ] || [ ! -e "$path" ]; then continue; fi
  mkdir -p "$to${path%/*}"
  cp -a "$path" "$to$path"
done
mkdir -p "$to/usr/local/bin" "$to/var/lib/dpkg/status.d" "$to/etc"
cp -a /usr/local/bin/node "$to/usr/local/bin/node"
for package in $packages; do dpkg-query -s "$package" >"$to/var/lib/dpkg/status.d/$package"; done
grep -E '^(root|nobody|node):' /etc/passwd >"$to/etc/passwd"
grep -E '^(root|nogroup|node):' /etc/group >"$to/etc/group"
echo 'hosts: files dns' >"$to/etc/nsswitch.conf"
# `hailuo` in a container: docker exec … hailuo status.
ln -s /app/bin/hailuo.mjs "$to/usr/local/bin/hailuo"

# What it keeps: nothing. A new volume takes its owner from the folder that it is mounted over: the keys that
# create-bucket.mjs makes are the user's.
mkdir -p "$to/dev" "$to/proc" "$to/run" "$to/sys" "$to/tmp" "$to/files" "$to/credentials/create" "$to/credentials/download" "$to/credentials/gateway"
chmod 1777 "$to/tmp"
chmod -R 700 "$to/credentials"
chown -R 1000:1000 "$to/credentials"

# Every library that Node names is there, and it runs.
chroot "$to" /usr/local/bin/node -e 'require("node:crypto").randomBytes(8); process.exit(process.getuid())' ||
  { echo "Node does not run on what was copied" >&2; exit 1; }
