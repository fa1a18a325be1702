-- What stands in a batch under idempotency keys.
--
-- KEYS  1 batch items
-- ARGV  the keys
-- returns per key '<id>:<fingerprint>', or '' where there is none

--- @include "records/record"

local replies = {}
for number, item_key in ipairs(ARGV) do
  local key, field = item_place(KEYS[1], item_key)
  replies[number] = redis.call('HGET', key, field) or ''
end
return replies
