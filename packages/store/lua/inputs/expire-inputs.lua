-- Takes inputs out of the books that no generation has needed for long. Their objects are left as litter.
--
-- ARGV  1 ms that they are kept  2 most inputs
-- returns how many there were

--- @include "clock"
--- @include "inputs/inputs"

local now = now_ms()
local due = redis.call('ZRANGEBYSCORE', key_of.free_inputs, '-inf', now - tonumber(ARGV[1]), 'LIMIT', 0, ARGV[2])
for _, free in ipairs(due) do
  local tenant, hash = string.match(free, '^(.*):(%x+)$')
  drop_input(tenant, hash, now)
end
return #due
