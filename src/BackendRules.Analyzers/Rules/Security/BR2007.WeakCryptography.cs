using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR2007: a broken cipher, mode, padding, key size or signature hash. The purpose counts: a checksum is no signature.</summary>
public sealed class WeakCryptography : Check
{
    internal static readonly Rule Declared = new(
        "BR2007",
        nameof(WeakCryptography),
        "Cryptography is strong enough for its purpose",
        "{0} {1}; use {2}",
        Level.Warning)
    {
        Profile = ["SB1"],
        Cwe = [327, 328, 329, 780],
        Owasp = ["A02"],
        Asvs = ["11.3.1", "11.3.2", "11.4.1"],
    };

    /// <summary>The property of findings about a key size that is written as a number.</summary>
    internal const string Size = "size";

    private const string Space = "System.Security.Cryptography.";

    private static readonly Members s_ciphers = new(Space + "DES.Create", Space + "TripleDES.Create", Space + "RC2.Create");

    private static readonly Members s_oldCiphers = new(Space + "DESCryptoServiceProvider.new", Space + "TripleDESCryptoServiceProvider.new", Space + "RC2CryptoServiceProvider.new", Space + "TripleDESCng.new");

    private static readonly Members s_keys = new(Space + "RSA.Create");

    private static readonly Members s_oldKeys = new(Space + "RSACryptoServiceProvider.new", Space + "RSACng.new", Space + "RSAOpenSsl.new");

    private static readonly Members s_uses = new(Space + "SymmetricAlgorithm.EncryptEcb", Space + "RSA.{Encrypt,SignData,SignHash,TrySignData,TrySignHash}", Space + "RSACryptoServiceProvider.Encrypt",
        Space + "ECDsa.{SignData,TrySignData}", Space + "AesGcm.Encrypt", Space + "AesCcm.Encrypt", Space + "ChaCha20Poly1305.Encrypt");

    private static readonly Members s_hashes = new(Space + "MD5.{HashData,TryHashData}", Space + "SHA1.{HashData,TryHashData}", Space + "HashAlgorithm.{ComputeHash,ComputeHashAsync}");

    private static readonly Members s_requests = new("System.Security.Cryptography.X509Certificates.CertificateRequest.new");

    public WeakCryptography()
        : base(Declared)
    {
    }

    public override void Start(Watch watch)
    {
        watch.Call(s_ciphers, static (context, call) => Cipher(context, call.TargetMethod.ContainingType));
        watch.Creation(s_oldCiphers, static (context, creation) => Cipher(context, creation.Constructor!.ContainingType));
        watch.Call(s_keys, static (context, call) => KeySize(context, call.Arguments));
        watch.Creation(s_oldKeys, static (context, creation) =>
        {
            if (!SdkRule.Speaks("CA5385", context))
                KeySize(context, creation.Arguments);
        });
        watch.Call(s_uses, Used);
        watch.Creation(s_requests, static (context, creation) => Hash(context, creation.Arguments, "A certificate request"));
        watch.Call(s_hashes, Hashed);
        watch.Operation(OperationKind.SimpleAssignment, static context =>
        {
            var assignment = (ISimpleAssignmentOperation)context.Operation;
            if (assignment.Target is IPropertyReferenceOperation { Property: { Name: "Mode" } property } && property.ContainingType.IsOrInherits(Space + "SymmetricAlgorithm")
                && LocalValues.Named(assignment.Value) is { Name: "ECB" } && !SdkRule.Speaks("CA5358", context))
                Report(context, assignment.Value.Syntax, "The mode 'ECB'", "shows which blocks are equal", "'AesGcm', or 'CBC' with a vector of its own and a signature");
        });
    }

    private static void Cipher(OperationAnalysisContext context, INamedTypeSymbol cipher)
    {
        if (!SdkRule.Speaks(cipher.Name.StartsWith("Triple", StringComparison.Ordinal) ? "CA5350" : "CA5351", context))
            Report(context, context.Operation.Syntax, $"'{cipher.Name}'", "can be broken by trying", "'Aes' or 'AesGcm'");
    }

    private static void Used(OperationAnalysisContext context, IInvocationOperation call)
    {
        switch (call.TargetMethod.Name)
        {
            case "EncryptEcb":
                Report(context, call.Syntax, "'EncryptEcb'", "shows which blocks are equal", "'AesGcm', or 'EncryptCbc' with a vector of its own and a signature");
                return;
            case "Encrypt" when call.TargetMethod.ContainingType.IsOrInherits(Space + "RSA"):
                foreach (var argument in call.Arguments)
                {
                    if (LocalValues.Named(argument.Value) is { Name: "Pkcs1", ContainingType.Name: "RSAEncryptionPadding" } || argument.Parameter?.Name == "fOAEP" && argument.Value.ConstantValue is { HasValue: true, Value: false })
                        Report(context, argument.Value.Syntax, "The padding 'PKCS#1 v1.5'", "lets an attacker decrypt by asking", "'RSAEncryptionPadding.OaepSHA256' on both sides");
                }

                return;
            case "Encrypt":
                foreach (var argument in call.Arguments)
                {
                    if (argument.Parameter?.Name == "nonce" && WrittenBytes.Of(argument.Value) is not null)
                        Report(context, argument.Value.Syntax, $"The nonce of '{call.TargetMethod.ContainingType.Name}'", "is always the same, and two messages give the key stream away", "a new one from 'RandomNumberGenerator' for each message");
                }

                return;
            default:
                Hash(context, call.Arguments, $"'{call.TargetMethod.Name}'");
                return;
        }
    }

    private static void Hash(OperationAnalysisContext context, ImmutableArray<IArgumentOperation> arguments, string what)
    {
        foreach (var argument in arguments)
        {
            if (argument.Parameter?.Type.Name == "HashAlgorithmName" && LocalValues.Named(argument.Value) is { Name: "SHA1" or "MD5" } hash)
                Report(context, argument.Value.Syntax, what, $"signs a {hash.Name} hash, which can be forged", "'HashAlgorithmName.SHA256' on both sides");
        }
    }

    private static void KeySize(OperationAnalysisContext context, ImmutableArray<IArgumentOperation> arguments)
    {
        if (arguments.Length == 0 || arguments[0].Value.ConstantValue is not { HasValue: true, Value: int size and < 2048 and > 0 })
            return;
        var properties = arguments[0].Value.Syntax is LiteralExpressionSyntax ? ImmutableDictionary<string, string?>.Empty.Add(Size, "3072") : ImmutableDictionary<string, string?>.Empty;
        context.ReportDiagnostic(Declared.At(arguments[0].Value.Syntax.GetLocation(), properties, $"An RSA key of {size} bits", "is too short", "at least 2048, better 3072"));
    }

    /// <summary>MD5 and SHA-1 as signature or token; as checksum, entity tag or cache key they do no harm.</summary>
    private static void Hashed(OperationAnalysisContext context, IInvocationOperation call)
    {
        var type = call.Instance is { } instance ? PasswordValue.Algorithm(instance) : call.TargetMethod.ContainingType.Name;
        var hash = type.StartsWith("MD5", StringComparison.Ordinal) ? "MD5" : type.StartsWith("SHA1", StringComparison.Ordinal) ? "SHA1" : null;
        if (hash is null || call.Arguments.Length == 0 || PasswordValue.In(call.Arguments[0].Value) is not null)
            return;
        if (SignaturePurpose.Of(call, context.ContainingSymbol) is { } purpose && !SdkRule.Speaks(hash == "MD5" ? "CA5351" : "CA5350", context))
            Report(context, call.Syntax, $"'{hash}'", $"makes '{purpose}', and can be forged", "'HMACSHA256' with a key");
    }

    private static void Report(OperationAnalysisContext context, SyntaxNode node, string what, string why, string instead) =>
        context.ReportDiagnostic(Declared.At(node.GetLocation(), what, why, instead));
}
