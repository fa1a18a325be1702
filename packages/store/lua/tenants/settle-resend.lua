-- Notes what became of the answer to a create that begin-resend named.
--
-- KEYS  1 hash  2 zset, see resends.lua
-- ARGV  1 digest of what was sent  2 its name  3 'told': it was delivered, or there was nothing to repeat; 'unheard': it
--       was not, the same sent again is it from now on; 'open': it is still being answered  4 ms for which that holds
-- returns nothing

--- @include "clock"
--- @include "tenants/resends"

local hash, ages, digest, name = KEYS[1], KEYS[2], ARGV[1], ARGV[2]
if ARGV[3] == 'told' then
  drop_entry(hash, ages, digest, name)
  return
end
local entries = read_entries(hash, digest)
for _, entry in ipairs(entries) do
  if entry.name == name then
    entry.from = now_ms() + (ARGV[3] == 'open' and tonumber(ARGV[4]) or 0)
    write_entries(hash, digest, entries)
  end
end
