-- Notes that the object of an input was deleted, and gives its bytes back to its tenant, once.
--
-- ARGV  1 the member of the litter  2 tenant  3 bytes that it was counted as (0: it was never kept)
-- returns 1, or 0 for what is not there (any more)

--- @include "backlog/backlog"
--- @include "money/kept-bytes"

if redis.call('ZREM', key_of.input_litter, ARGV[1]) == 0 then
  return 0
end
count_bytes(key_of.tenant(ARGV[2]), 'inputs', -tonumber(ARGV[3]))
return 1
