-- Creates that came without a name of their caller's, until their answers have been delivered. Included by scripts.
--
-- hash   digest of what was sent -> entries with blanks between, each `<name>:<from>:<begun>`: what the gateway named
--        it, the ms from which the same sent again is it, and the ms at which it came
-- zset   `<digest> <name>` by the ms at which it came

local function read_entries(hash, digest)
  local entries = {}
  for name, from, begun in string.gmatch(redis.call('HGET', hash, digest) or '', '(%w+):(%d+):(%d+)') do
    entries[#entries + 1] = { name = name, from = tonumber(from), begun = tonumber(begun) }
  end
  return entries
end

local function write_entries(hash, digest, entries)
  local texts = {}
  for at, entry in ipairs(entries) do
    texts[at] = string.format('%s:%.0f:%.0f', entry.name, entry.from, entry.begun)
  end
  if #texts == 0 then
    redis.call('HDEL', hash, digest)
  else
    redis.call('HSET', hash, digest, table.concat(texts, ' '))
  end
end

local function drop_entry(hash, ages, digest, name)
  local kept = {}
  for _, entry in ipairs(read_entries(hash, digest)) do
    if entry.name ~= name then
      kept[#kept + 1] = entry
    end
  end
  write_entries(hash, digest, kept)
  redis.call('ZREM', ages, digest .. ' ' .. name)
end
