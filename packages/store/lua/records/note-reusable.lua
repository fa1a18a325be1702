-- Remembers which generation a tenant may get again for an identical request: the last so many of a tenant.
--
-- KEYS  1 the request's key  2 LIST: the tenant's, oldest first
-- ARGV  1 generation  2 ms that it is remembered  3 most of a tenant

if redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2], 'GET') == false then
  redis.call('RPUSH', KEYS[2], KEYS[1])
end
redis.call('PEXPIRE', KEYS[2], ARGV[2])
while redis.call('LLEN', KEYS[2]) > tonumber(ARGV[3]) do
  redis.call('UNLINK', redis.call('LPOP', KEYS[2]))
end
return 1
