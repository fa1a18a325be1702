-- Takes an input out of the books at its tenant's wish. Its object is left as litter.
--
-- ARGV  1 tenant  2 hash
-- returns 'removed' | 'needed' (by an unfinished generation) | 'unknown'

--- @include "clock"
--- @include "inputs/inputs"

local input = key_of.input(ARGV[1], ARGV[2])
if redis.call('EXISTS', input) == 0 then
  return 'unknown'
end
if tonumber(redis.call('HGET', input, 'users') or 0) > 0 then
  return 'needed'
end
drop_input(ARGV[1], ARGV[2], now_ms())
return 'removed'
