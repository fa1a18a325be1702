-- Takes inputs out of the books that no generation has needed for long. Their objects are left as litter.
--
-- KEYS  1 states  2 free inputs
-- ARGV  1 ms that they are kept  2 most inputs
-- returns how many there were

--- @include "records/move-generation"
--- @include "inputs/inputs"

local root = string.gsub(KEYS[1], ':states$', '')
local now = now_ms()
local due = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now - tonumber(ARGV[1]), 'LIMIT', 0, ARGV[2])
for _, free in ipairs(due) do
  local tenant, hash = string.match(free, '^(.*):(%x+)$')
  drop_input(root, tenant, hash, now)
end
return #due
