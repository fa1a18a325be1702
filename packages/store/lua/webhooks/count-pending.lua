-- How many webhooks wait, and since when the oldest does.
--
-- KEYS
-- ARGV  1 most tenants looked at
-- returns { how many, ms of the event that waits longest, 0 where none does }

local seen, count, oldest = {}, 0, 0

local function look(tenant)
  if tenant and not seen[tenant] then
    seen[tenant] = true
    local pending = key_of.webhooks_pending(tenant)
    count = count + redis.call('ZCARD', pending)
    local since = tonumber(redis.call('ZRANGE', pending, 0, 0, 'WITHSCORES')[2] or nil)
    if since and (oldest == 0 or since < oldest) then
      oldest = since
    end
  end
end

for _, member in ipairs(redis.call('ZRANGE', key_of.webhooks_due, 0, ARGV[1] - 1)) do
  look(string.match(member, '^[^|]*|(.*)$'))
end
for _, tenant in ipairs(redis.call('ZRANGE', key_of.webhooks_told, 0, ARGV[1] - 1)) do
  look(tenant)
end
return { count, string.format('%.0f', oldest) }
