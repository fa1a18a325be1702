-- Says of a batch that came by submits that it is whole, for now: its end is stamped and reported. One that is open is left
-- to its seal.
--
-- KEYS  1 batch  2 batches to report  3 outbox of webhooks
-- ARGV  1 batch id

--- @include "records/move-generation"

local fields = redis.call('HMGET', KEYS[1], 'createdAt', 'flag.open')
if fields[1] and not fields[2] then
  local now = now_ms()
  redis.call('HSET', KEYS[1], 'sealedAt', now)
  -- All of it may have ended meanwhile.
  note_batch_ends({ batch = KEYS[1], to_report = KEYS[2], outbox = KEYS[3] }, ARGV[1], now)
end
return 1
