-- Keeps what a look through the provider's list found for a create whose answer was lost, while it still waits.
--
-- KEYS  1 record
-- ARGV  1 run  2 the finding as JSON

local fields = redis.call('HMGET', KEYS[1], 'state', 'run')
if fields[1] == 'submission_unknown' and fields[2] == ARGV[1] then
  redis.call('HSET', KEYS[1], 'lookup', ARGV[2])
end
