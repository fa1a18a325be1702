-- Names a create before it is carried out: as one of the same content whose answer was not delivered, or anew.
--
-- KEYS  1 hash  2 zset, see resends.lua
-- ARGV  1 digest of what was sent  2 a new name  3 ms for which it counts as being answered  4 ms for which it is kept
--       5 how many are kept  6 1: it may be one that was sent before  7 1: one that is being answered is waited for
--       8 of a wait that goes on: the ms at which it began, else 0
-- returns { name, '' = wait; 1 if it was sent before, else 0; ms to wait for; ms at which the wait began }

--- @include "clock"
--- @include "tenants/resends"

local hash, ages, digest = KEYS[1], KEYS[2], ARGV[1]
local lease, kept_ms = tonumber(ARGV[3]), tonumber(ARGV[4])
local now = now_ms()
-- More than one call adds, so that a flood is worked off.
local FORGOTTEN_AT_ONCE = 10
-- Every call reads all entries of its content: of a crowd of equal creates under way the oldest is no longer remembered.
local MOST_EQUAL = 32

local function forget(members)
  for _, member in ipairs(members) do
    local of, name = string.match(member, '^(%S+) (%S+)$')
    drop_entry(hash, ages, of, name)
  end
end

forget(redis.call('ZRANGEBYSCORE', ages, '-inf', now - kept_ms, 'LIMIT', 0, FORGOTTEN_AT_ONCE))
local entries = read_entries(hash, digest)

local function keep()
  write_entries(hash, digest, entries)
  redis.call('PEXPIRE', hash, kept_ms + lease)
  redis.call('PEXPIRE', ages, kept_ms + lease)
end

if ARGV[6] == '1' then
  for _, entry in ipairs(entries) do
    if entry.from <= now then
      entry.from = now + lease
      keep()
      return { entry.name, 1, 0, now }
    end
  end
  if ARGV[7] == '1' then
    local began = tonumber(ARGV[8]) > 0 and tonumber(ARGV[8]) or now
    local wait
    for _, entry in ipairs(entries) do
      if entry.begun <= began then
        wait = math.min(wait or lease, entry.from - now)
      end
    end
    if wait then
      return { '', 0, wait, began }
    end
  end
end

if redis.call('ZCARD', ages) >= tonumber(ARGV[5]) then
  forget(redis.call('ZRANGE', ages, 0, 0))
  entries = read_entries(hash, digest)
end
if #entries >= MOST_EQUAL then
  redis.call('ZREM', ages, digest .. ' ' .. table.remove(entries, 1).name)
end
entries[#entries + 1] = { name = ARGV[2], from = now + lease, begun = now }
redis.call('ZADD', ages, now, digest .. ' ' .. ARGV[2])
keep()
return { ARGV[2], 0, 0, now }
