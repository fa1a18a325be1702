-- Inputs of tenants: media that requests name by the hash of their content. Included by scripts.
--
--   key_of.input(tenant, hash)     HASH: type, bytes, width, height, key (of its object), createdAt, users (unfinished
--                                  generations that need it)
--   key_of.tenant_inputs(tenant)   ZSET: a tenant's hashes by the ms of their arrival
--   key_of.free_inputs             ZSET: '<tenant>:<hash>' by the ms since when no generation needs it
--   key_of.input_litter            ZSET: '<tenant>:<bytes>:<object key>' by the ms from which the object is to be
--                                  deleted
--
-- A record lists the hashes that it holds in its field inputs, with blanks between, and once it has ended in its field
-- released.

-- The first of these that is not there.
local function missing_input(tenant, hashes)
  for hash in string.gmatch(hashes, '%x+') do
    if redis.call('EXISTS', key_of.input(tenant, hash)) == 0 then
      return hash
    end
  end
end

-- All of them are there.
local function take_inputs(tenant, hashes)
  for hash in string.gmatch(hashes, '%x+') do
    redis.call('HINCRBY', key_of.input(tenant, hash), 'users', 1)
    redis.call('ZREM', key_of.free_inputs, tenant .. ':' .. hash)
  end
end

local function give_inputs(tenant, hashes, now)
  for hash in string.gmatch(hashes, '%x+') do
    local input = key_of.input(tenant, hash)
    if redis.call('EXISTS', input) == 1 and redis.call('HINCRBY', input, 'users', -1) <= 0 then
      redis.call('ZADD', key_of.free_inputs, now, tenant .. ':' .. hash)
    end
  end
end

-- Takes it out of the books; its object is left to be deleted.
local function drop_input(tenant, hash, now)
  local input = key_of.input(tenant, hash)
  local fields = redis.call('HMGET', input, 'bytes', 'key')
  redis.call('DEL', input)
  redis.call('ZREM', key_of.tenant_inputs(tenant), hash)
  redis.call('ZREM', key_of.free_inputs, tenant .. ':' .. hash)
  if fields[2] then
    redis.call('ZADD', key_of.input_litter, now, tenant .. ':' .. fields[1] .. ':' .. fields[2])
  end
end
