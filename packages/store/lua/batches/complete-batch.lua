-- Says of a batch that came by submits that it is whole, for now: its end is stamped and reported. One that is open is
-- left to its seal.
--
-- KEYS  1 batch
-- ARGV  1 batch id

--- @include "clock"
--- @include "batches/batch-ends"

local fields = redis.call('HMGET', KEYS[1], 'createdAt', 'flag.open')
if fields[1] and not fields[2] then
  local now = now_ms()
  redis.call('HSET', KEYS[1], 'sealedAt', now)
  -- All of it may have ended meanwhile.
  note_batch_ends(KEYS[1], ARGV[1], now)
end
return 1
