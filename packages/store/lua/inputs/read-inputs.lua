-- Reads the books of some inputs of a tenant.
--
-- KEYS  the books
-- ARGV  1 tenant  2 '1': the time of those that nobody needs begins anew  3... their hashes
-- returns per input { type, bytes, width, height, key, createdAt, users, free since } ('' for what there is none of),
--         or an empty list

--- @include "clock"

local replies = {}
for number = 1, PLACES do
  local fields = redis.call('HMGET', KEYS[number], 'type', 'bytes', 'width', 'height', 'key', 'createdAt', 'users')
  local free = ARGV[1] .. ':' .. ARGV[number + 2]
  local since = fields[1] and redis.call('ZSCORE', key_of.free_inputs, free)
  if since and ARGV[2] == '1' then
    since = now_ms()
    redis.call('ZADD', key_of.free_inputs, since, free)
  end
  local reply = {}
  if fields[1] then
    for at = 1, 7 do
      reply[at] = fields[at] or ''
    end
    reply[8] = since and string.format('%.0f', since) or ''
  end
  replies[number] = reply
end
return replies
