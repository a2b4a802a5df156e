using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR2003: a key of a cipher or a signature in the source.</summary>
public sealed class HardCodedKey : Check
{
    internal static readonly Rule Declared = new(
        "BR2003",
        nameof(HardCodedKey),
        "Keys that sign or encrypt come from configuration",
        "The key of '{0}' is hard-coded ({1} bytes): whoever reads the source can {2}; read it from configuration, and replace it",
        Level.Error)
    {
        Profile = ["CR1", "SB1"],
        Cwe = [321],
        Owasp = ["A02"],
        Asvs = ["13.3.1", "11.2.3"],
        TakesBack = ["CA5390", "CA5401"],
    };

    /// <summary>The property of findings about an initialisation vector.</summary>
    internal const string Vector = "vector";

    private static readonly DiagnosticDescriptor s_vector =
        Declared.Saying("The initialisation vector of '{0}' is always the same {1} bytes: equal texts give equal ciphertexts; generate one for each message and store it beside", Level.Warning);

    private static readonly DiagnosticDescriptor s_short =
        Declared.Saying("The key of '{0}' is hard-coded, and its {1} bytes are fewer than the 32 that 'HS256' needs: whoever reads the source can {2}; read a longer one from configuration");

    private static readonly Members s_creations = new(
        "Microsoft.IdentityModel.Tokens.SymmetricSecurityKey.new", "System.Security.Cryptography.HMACSHA1.new", "System.Security.Cryptography.HMACSHA256.new",
        "System.Security.Cryptography.HMACSHA384.new", "System.Security.Cryptography.HMACSHA512.new", "System.Security.Cryptography.HMACMD5.new",
        "System.Security.Cryptography.HMACSHA3_256.new", "System.Security.Cryptography.HMACSHA3_384.new", "System.Security.Cryptography.HMACSHA3_512.new",
        "System.Security.Cryptography.AesGcm.new", "System.Security.Cryptography.AesCcm.new", "System.Security.Cryptography.ChaCha20Poly1305.new");

    private static readonly Members s_calls = new(
        "System.Security.Cryptography.SymmetricAlgorithm.{CreateEncryptor,CreateDecryptor,EncryptCbc,EncryptCfb,SetKey}", "System.Security.Cryptography.IncrementalHash.CreateHMAC",
        "System.Security.Cryptography.HMACSHA1.HashData", "System.Security.Cryptography.HMACSHA256.HashData", "System.Security.Cryptography.HMACSHA384.HashData",
        "System.Security.Cryptography.HMACSHA512.HashData", "System.Security.Cryptography.HMACMD5.HashData");

    public HardCodedKey()
        : base(Declared)
    {
    }

    public override void Start(Watch watch)
    {
        watch.Creation(s_creations, static (context, creation) => Arguments(context, creation.Arguments, creation.Constructor!.ContainingType.Name));
        watch.Call(s_calls, static (context, call) => Arguments(context, call.Arguments, Owner(call)));
        watch.Operation(OperationKind.SimpleAssignment, static context =>
        {
            var assignment = (ISimpleAssignmentOperation)context.Operation;
            if (assignment.Target is not IPropertyReferenceOperation { Property: { Name: "Key" or "IV" } property }
                || !property.ContainingType.IsOrInherits("System.Security.Cryptography.SymmetricAlgorithm") && !property.ContainingType.IsOrInherits("System.Security.Cryptography.KeyedHashAlgorithm"))
                return;
            Judge(context, assignment.Value, property.ContainingType.Name, property.Name == "IV");
        });
    }

    private static void Arguments(OperationAnalysisContext context, ImmutableArray<IArgumentOperation> arguments, string owner)
    {
        foreach (var argument in arguments)
        {
            if (argument.Parameter?.Name is "key" or "rgbKey")
                Judge(context, argument.Value, owner, false);
            else if (argument.Parameter?.Name is "iv" or "rgbIV" && (argument.Parent as IInvocationOperation)?.TargetMethod.Name is not "CreateDecryptor")
                Judge(context, argument.Value, owner, true);
        }
    }

    private static string Owner(IInvocationOperation call) => (call.Instance?.Type ?? call.TargetMethod.ContainingType).Name;

    private static void Judge(OperationAnalysisContext context, IOperation value, string owner, bool isVector)
    {
        if (WrittenBytes.Of(value) is not { } written || EnvironmentGate.Covers(value))
            return;
        var isInside = written.Syntax is { } syntax && value.Syntax.Span.Contains(syntax.Span);
        var place = isInside && !isVector ? written.Syntax!.GetLocation() : value.Syntax.GetLocation();
        var elsewhere = isInside || written.Syntax is null ? null : new[] { written.Syntax.GetLocation() };
        var isSignature = owner == "SymmetricSecurityKey" || owner.StartsWith("HMAC", StringComparison.Ordinal) || owner == "IncrementalHash";
        var properties = ImmutableDictionary<string, string?>.Empty.Add(ProviderCredential.Key, owner == "SymmetricSecurityKey" ? "Jwt:Key" : isSignature ? "Signing:Key" : "Encryption:Key");
        if (isVector)
            properties = properties.Add(Vector, "");
        properties = properties.Add(OneVoice.Only, isVector ? "CA5401" : "CA5390");
        if (!written.IsText)
            properties = properties.Add("bytes", "");
        var descriptor = isVector ? s_vector : owner == "SymmetricSecurityKey" && written.Length < 32 ? s_short : Declared.Descriptor;
        Breaking.Report(context, Diagnostic.Create(descriptor, place, elsewhere, properties, owner, written.Length, isSignature ? "sign what it likes" : "decrypt"));
    }
}
