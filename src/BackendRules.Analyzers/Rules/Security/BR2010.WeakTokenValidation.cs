using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR2010: a check of bearer tokens that is switched off, always says yes, or is left out.</summary>
public sealed class WeakTokenValidation : Check
{
    internal static readonly Rule Declared = new(
        "BR2010",
        nameof(WeakTokenValidation),
        "Tokens are verified in full before they are believed",
        "'{0}' {1}; {2}",
        Level.Warning)
    {
        Profile = ["CR1"],
        Cwe = [347, 345, 613],
        Owasp = ["API2", "A07"],
        Asvs = ["9.1.1", "9.2.1", "9.2.3"],
        Strict = Level.Error,
    };

    private static readonly DiagnosticDescriptor s_skew = Declared.Saying("'{0}' {1}; {2}", Level.Info);

    private static readonly Members s_reads = new(
        "System.IdentityModel.Tokens.Jwt.JwtSecurityTokenHandler.{ReadJwtToken,ReadToken}",
        "Microsoft.IdentityModel.JsonWebTokens.JsonWebTokenHandler.{ReadJsonWebToken,ReadToken}",
        "Microsoft.IdentityModel.Tokens.TokenHandler.ReadToken");

    private static readonly Members s_tokens = new("System.IdentityModel.Tokens.Jwt.JwtSecurityToken.new", "Microsoft.IdentityModel.JsonWebTokens.JsonWebToken.new");

    public WeakTokenValidation()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.IdentityModel.Tokens.TokenValidationParameters");

    public override void Start(Watch watch)
    {
        watch.Operation(OperationKind.SimpleAssignment, Set);
        watch.Call(s_reads, static (context, call) => Read(context, call, call.TargetMethod.Name));
        watch.Creation(s_tokens, static (context, creation) =>
        {
            if (creation.Arguments.Length == 1 && creation.Arguments[0].Parameter?.Type.SpecialType == SpecialType.System_String)
                Read(context, creation, "new " + creation.Type?.Name);
        });
    }

    private static void Set(OperationAnalysisContext context)
    {
        var assignment = (ISimpleAssignmentOperation)context.Operation;
        if (assignment.Target is not IPropertyReferenceOperation { Property: { } property })
            return;
        var name = property.Name;
        var isOff = LocalValues.Bare(assignment.Value).ConstantValue is { HasValue: true, Value: false };
        if (name == "RequireHttpsMetadata")
        {
            if (isOff && !EnvironmentGate.Covers(assignment) && !IsLocalAuthority(assignment))
                Report(context, assignment, name, "is false, so the keys that verify tokens may be fetched over plain HTTP and replaced on the way", "remove the line, or set it to '!environment.IsDevelopment()'");
            return;
        }

        if (!property.ContainingType.Is("Microsoft.IdentityModel.Tokens.TokenValidationParameters") || EnvironmentGate.Covers(assignment))
            return;
        if (LeftToSdk(name, assignment.Value) is { } id && SdkRule.Speaks(id, context))
            return;
        switch (name)
        {
            case "ValidateIssuer" or "ValidateAudience" or "ValidateIssuerSigningKey" or "RequireSignedTokens" or "RequireExpirationTime" when isOff && !IsReplaced(assignment, name):
            case "ValidateLifetime" when isOff && !IsReplaced(assignment, name) && !ReadsExpired(context.ContainingSymbol, assignment):
                Report(context, assignment, name, "is false, " + Consequence(name), "set it to true and say what is valid");
                break;
            case "ValidateWithLKG":
                break;
            case "LifetimeValidator" or "AudienceValidator" or "AlgorithmValidator" or "IssuerSigningKeyValidator" or "IssuerSigningKeyValidatorUsingConfiguration" when AlwaysTrue.Is(assignment.Value, context.CancellationToken):
                Report(context, assignment, name, "says yes to every token", "remove it and let the library check");
                break;
            case "IssuerValidator" or "IssuerValidatorUsingConfiguration" when GivesBack(assignment.Value, context.CancellationToken):
                Report(context, assignment, name, "says yes to every issuer", "remove it and let the library check");
                break;
            case "SignatureValidator" or "SignatureValidatorUsingConfiguration" when OnlyReads(assignment.Value, context.CancellationToken):
                Report(context, assignment, name, "gives the token back without a look at its signature, so that anybody can write one", "remove it and set 'IssuerSigningKey'");
                break;
            case "ValidAlgorithms" when assignment.Value.DescendantsAndSelf().Any(static o => o.ConstantValue is { HasValue: true, Value: string text } && string.Equals(text, "none", StringComparison.OrdinalIgnoreCase)):
                Report(context, assignment, name, "allows 'none', a token without a signature", "name the algorithm that signs your tokens");
                break;
            case "ClockSkew" when Minutes(assignment.Value) > 5:
                context.ReportDiagnostic(Diagnostic.Create(s_skew, assignment.Syntax.GetLocation(), name, "accepts tokens long after they have expired", "five minutes are enough for clocks that differ"));
                break;
        }
    }

    /// <summary>The SDK's rule that says the same of this setting.</summary>
    private static string? LeftToSdk(string name, IOperation value) => name switch
    {
        "ValidateIssuer" or "ValidateAudience" or "ValidateLifetime" or "RequireExpirationTime" when value.ConstantValue is { HasValue: true, Value: false } => "CA5404",
        "LifetimeValidator" or "AudienceValidator" => "CA5405",
        _ => null,
    };

    private static void Read(OperationAnalysisContext context, IOperation read, string name)
    {
        if (UnverifiedToken.Trusted(read) is not { } use || EnvironmentGate.Covers(read) || !IsBackend(context, read))
            return;
        Report(context, read, name, $"reads the token without verifying it, and its claims {use}", "verify it with 'ValidateTokenAsync', or use what authentication made of it");
    }

    /// <summary>Requests, and authentication handlers, which are called around requests.</summary>
    private static bool IsBackend(OperationAnalysisContext context, IOperation read) =>
        context.ContainingSymbol.ContainingType.IsOrInherits("Microsoft.AspNetCore.Authentication.IAuthenticationHandler")
        || RequestReach.Of(context.Compilation, context.CancellationToken).Contains(read, context.ContainingSymbol);

    private static void Report(OperationAnalysisContext context, IOperation place, string name, string what, string way) =>
        context.ReportDiagnostic(Declared.At(place.Syntax.GetLocation(), name, what, way));

    private static string Consequence(string name) => name switch
    {
        "ValidateIssuer" => "so a token of any issuer with a known key is believed",
        "ValidateAudience" => "so a token that was issued for another service is believed",
        "ValidateLifetime" => "so an expired token is believed for ever",
        "RequireExpirationTime" => "so a token without an end is believed for ever",
        "RequireSignedTokens" => "so that anybody can write a token",
        _ => "so a token signed with an expired or revoked key is believed",
    };

    /// <summary>The same object has a validator of its own for that.</summary>
    private static bool IsReplaced(ISimpleAssignmentOperation assignment, string name)
    {
        var stem = name.StartsWith("Validate", StringComparison.Ordinal) ? name.Substring("Validate".Length) : name;
        var wanted = stem + "Validator";
        IOperation around = assignment.Parent is IObjectOrCollectionInitializerOperation initializer ? initializer : LocalValues.Root(assignment);
        foreach (var operation in around.DescendantsAndSelf())
        {
            if (operation is not ISimpleAssignmentOperation { Target: IPropertyReferenceOperation target } other || other == assignment)
                continue;
            var set = target.Property.Name;
            if (set.StartsWith(wanted, StringComparison.Ordinal) || name == "ValidateIssuerSigningKey" && set.StartsWith("SignatureValidator", StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    /// <summary>Exchanging a refresh token reads an expired access token on purpose.</summary>
    private static bool ReadsExpired(ISymbol container, IOperation operation)
    {
        if (SaysSo(container.Name) || SaysSo(container.ContainingType?.Name ?? ""))
            return true;
        for (var current = operation.Parent; current is not null; current = current.Parent)
        {
            if (current is ILocalFunctionOperation local && SaysSo(local.Symbol.Name) || current is IVariableDeclaratorOperation declarator && SaysSo(declarator.Symbol.Name))
                return true;
        }

        return false;
    }

    private static bool SaysSo(string name) => name.IndexOf("expired", StringComparison.OrdinalIgnoreCase) >= 0 || name.IndexOf("refresh", StringComparison.OrdinalIgnoreCase) >= 0;

    private static bool IsLocalAuthority(IOperation assignment)
    {
        for (var parent = assignment.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is not IBlockOperation block)
                continue;
            foreach (var statement in block.Operations)
            {
                if (statement is IExpressionStatementOperation { Operation: ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "Authority" or "MetadataAddress" }, Value.ConstantValue: { HasValue: true, Value: string text } } }
                    && Uri.TryCreate(text, UriKind.Absolute, out var address) && address.IsLoopback)
                    return true;
            }

            return false;
        }

        return false;
    }

    /// <summary>The validator of issuers gives its first parameter back.</summary>
    private static bool GivesBack(IOperation value, CancellationToken cancellation) =>
        AlwaysTrue.Function(value, cancellation) is { } function && First(function) is { } first
        && AlwaysTrue.Returns(function, given => given is IdentifierNameSyntax name && name.Identifier.ValueText == first);

    /// <summary>The validator of signatures makes a token from its text, and that is all.</summary>
    private static bool OnlyReads(IOperation value, CancellationToken cancellation)
    {
        if (AlwaysTrue.Function(value, cancellation) is not { } function)
            return false;
        var made = function.DescendantNodes().OfType<VariableDeclaratorSyntax>().Where(static v => IsReading(v.Initializer?.Value)).Select(static v => v.Identifier.ValueText).ToArray();
        return !function.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(static call => !IsReading(call))
            && AlwaysTrue.Returns(function, given => IsReading(given) || given is IdentifierNameSyntax name && Array.IndexOf(made, name.Identifier.ValueText) >= 0);
    }

    private static bool IsReading(ExpressionSyntax? expression) => expression switch
    {
        BaseObjectCreationExpressionSyntax => true,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => access.Name.Identifier.ValueText.StartsWith("Read", StringComparison.Ordinal),
        _ => false,
    };

    private static string? First(SyntaxNode function) => function switch
    {
        SimpleLambdaExpressionSyntax simple => simple.Parameter.Identifier.ValueText,
        ParenthesizedLambdaExpressionSyntax lambda => lambda.ParameterList.Parameters.FirstOrDefault()?.Identifier.ValueText,
        BaseMethodDeclarationSyntax method => method.ParameterList.Parameters.FirstOrDefault()?.Identifier.ValueText,
        LocalFunctionStatementSyntax local => local.ParameterList.Parameters.FirstOrDefault()?.Identifier.ValueText,
        _ => null,
    };

    private static double Minutes(IOperation value)
    {
        if (LocalValues.Bare(value) is IFieldReferenceOperation { Field: { Name: "MaxValue", ContainingType.Name: "TimeSpan" } })
            return double.MaxValue;
        if (LocalValues.Bare(value) is not IInvocationOperation { TargetMethod: { ContainingType.Name: "TimeSpan", Name: var unit }, Arguments: { Length: > 0 } arguments })
            return 0;
        var given = LocalValues.Bare(arguments[0].Value).ConstantValue is { HasValue: true, Value: IConvertible number } ? number.ToDouble(null) : 0;
        return unit switch
        {
            "FromSeconds" => given / 60,
            "FromMinutes" => given,
            "FromHours" => given * 60,
            "FromDays" => given * 1440,
            _ => 0,
        };
    }
}
