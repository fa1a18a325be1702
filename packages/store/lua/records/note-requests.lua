-- Remembers which generation a tenant has for a request, and tells which it had before. Small hashes, which Redis keeps
-- in half the memory; a full one lets its oldest go, and one that nothing is added to goes after its time.
--
-- KEYS  the hash of each request
-- ARGV  1 ms that a hash is kept  2 most requests in one  3 'look' (changes nothing), 'keep' (what is there stays) or
--       'replace' then per request: its field, generation ('' to look)
-- returns per request the generation that was there, or ''

local keep_ms, most, how = ARGV[1], tonumber(ARGV[2]), ARGV[3]
local known = {}
for number = 1, PLACES do
  local key = KEYS[number]
  local field, generation = ARGV[2 * number + 2], ARGV[2 * number + 3]
  known[number] = redis.call('HGET', key, field) or ''
  if how == 'replace' or how == 'keep' and known[number] == '' then
    redis.call('HSET', key, field, generation)
    if known[number] == '' and redis.call('HLEN', key) > most then
      -- In the order of their coming, as long as the hash is small.
      redis.call('HDEL', key, redis.call('HKEYS', key)[1])
    end
    redis.call('PEXPIRE', key, keep_ms)
  end
end
return known
