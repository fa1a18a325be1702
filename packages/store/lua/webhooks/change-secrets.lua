-- Writes a tenant's secrets if they are still those that were read, so that two changes at once lose nothing.
--
-- KEYS  1 secrets
-- ARGV  1 tenant  2 what was read ('' for none)  3 what is to stand there
-- returns 1, or 0 where something else stands there now

if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
