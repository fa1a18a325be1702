-- What stands in a batch under idempotency keys.
--
-- ARGV  1 batch id  2... the keys
-- returns per key '<id>:<fingerprint>', or '' where there is none

--- @include "batches/items"

local replies = {}
for number = 2, #ARGV do
  local key, field = item_place(ARGV[1], ARGV[number])
  replies[number - 1] = redis.call('HGET', key, field) or ''
end
return replies
