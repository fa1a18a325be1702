-- Reads the books of some inputs of a tenant.
--
-- KEYS  1 free inputs  2... the books
-- ARGV  1 tenant  2 '1': the time of those that nobody needs begins anew  3... their hashes
-- returns per input { type, bytes, width, height, key, createdAt, users, free since } ('' for what there is none of), or an empty list

--- @include "records/move-generation"

local replies = {}
for number = 2, #KEYS do
  local fields = redis.call('HMGET', KEYS[number], 'type', 'bytes', 'width', 'height', 'key', 'createdAt', 'users')
  local free = ARGV[1] .. ':' .. ARGV[number + 1]
  local since = fields[1] and redis.call('ZSCORE', KEYS[1], free)
  if since and ARGV[2] == '1' then
    since = now_ms()
    redis.call('ZADD', KEYS[1], since, free)
  end
  local reply = {}
  if fields[1] then
    for at = 1, 7 do
      reply[at] = fields[at] or ''
    end
    reply[8] = since and string.format('%.0f', since) or ''
  end
  replies[number - 1] = reply
end
return replies
