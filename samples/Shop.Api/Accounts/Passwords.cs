using System.Security.Cryptography;
using System.Text;

namespace Shop.Accounts;

/// <summary>What is kept of passwords, and what is sealed with keys.</summary>
public static class Passwords
{
    // BR2005: a graphics card tries billions of these a second.
    public static string QuickHash(string password) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(password)));

    public static string Hash(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        return Convert.ToHexString(salt) + ":" + Convert.ToHexString(Rfc2898DeriveBytes.Pbkdf2(password, salt, 600_000, HashAlgorithmName.SHA256, 32));
    }

    // BR2007: equal blocks of a text stay equal, so its pattern can be seen.
    public static byte[] Seal(byte[] text, byte[] key)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        aes.Mode = CipherMode.ECB;
        return aes.CreateEncryptor().TransformFinalBlock(text, 0, text.Length);
    }

    public static byte[] SealSafely(byte[] text, byte[] key, byte[] nonce, byte[] tag)
    {
        var sealedText = new byte[text.Length];
        using var aes = new AesGcm(key, tag.Length);
        aes.Encrypt(nonce, text, sealedText, tag);
        return sealedText;
    }

    // MD5 as the name of a version is no cryptography.
    public static string EntityTag(byte[] content) => Convert.ToHexString(MD5.HashData(content));
}
