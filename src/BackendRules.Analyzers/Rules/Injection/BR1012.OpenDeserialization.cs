using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR1012: what is read decides which types are made.</summary>
public sealed class OpenDeserialization : Check
{
    internal static readonly Rule Declared = new(
        "BR1012",
        nameof(OpenDeserialization),
        "What is read never decides which types are made",
        "'{0}' makes whatever types the text names, which is enough to run code; {1}",
        Level.Warning)
    {
        Profile = ["CR1", "SB4"],
        Cwe = [502],
        Owasp = ["A08"],
        Asvs = ["1.5.2"],
    };

    private static readonly Members s_formatters = new(
        "System.Runtime.Serialization.Formatters.Binary.BinaryFormatter.{Deserialize,UnsafeDeserialize}", "System.Runtime.Serialization.Formatters.Soap.SoapFormatter.Deserialize",
        "System.Runtime.Serialization.NetDataContractSerializer.{Deserialize,ReadObject}", "System.Web.UI.LosFormatter.Deserialize", "System.Web.UI.ObjectStateFormatter.Deserialize");

    public OpenDeserialization()
        : base(Declared)
    {
    }

    public override void Start(Watch watch)
    {
        watch.Call(s_formatters, static (context, call) =>
        {
            if (LeftToSdk(call.TargetMethod.ContainingType.Name) is { } id && SdkRule.Speaks(id, context))
                return;
            context.ReportDiagnostic(Declared.At(call.Syntax.GetLocation(), call.TargetMethod.ContainingType.Name, "use a serializer that is given its types, as 'System.Text.Json' is"));
        });
        if (watch.Known.Has("Newtonsoft.Json.JsonSerializerSettings"))
        {
            watch.Operation(OperationKind.SimpleAssignment, Assigned);
            watch.Symbol(SymbolKind.Property, Marked);
        }
    }

    /// <summary>An attribute that has names of types read into a member that takes any: a member of a type of one's own takes only what derives from it.</summary>
    private static void Marked(SymbolAnalysisContext context)
    {
        var property = (IPropertySymbol)context.Symbol;
        foreach (var attribute in property.GetAttributes())
        {
            if (attribute.AttributeClass?.Name != "JsonPropertyAttribute" || attribute.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken) is not AttributeSyntax { ArgumentList.Arguments: var arguments })
                continue;
            foreach (var named in attribute.NamedArguments)
            {
                if (named.Key is "TypeNameHandling" or "ItemTypeNameHandling" && named.Value.Value is not 0 && TakesAny(named.Key.StartsWith("Item", StringComparison.Ordinal) ? Element(property.Type) : property.Type)
                    && arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == named.Key) is { } at
                    && !SdkRule.Speaks("CA2326", context, at.SyntaxTree))
                    context.ReportDiagnostic(Declared.At(at.GetLocation(), at.Expression.ToString(), "take it out, and give the member a type that lists what it may be"));
            }
        }
    }

    private static ITypeSymbol? Element(ITypeSymbol type) => type is IArrayTypeSymbol array ? array.ElementType : (type as INamedTypeSymbol)?.TypeArguments.LastOrDefault();

    private static bool TakesAny(ITypeSymbol? type) => type is { SpecialType: SpecialType.System_Object } or { TypeKind: TypeKind.Dynamic };

    private static void Assigned(OperationAnalysisContext context)
    {
        var assignment = (ISimpleAssignmentOperation)context.Operation;
        if (assignment.Target is not IPropertyReferenceOperation { Property: { Name: "TypeNameHandling", ContainingType: { Name: "JsonSerializerSettings" or "JsonSerializer" } } } target
            || assignment.Value.ConstantValue is { HasValue: true, Value: 0 } || assignment.Value is IFieldReferenceOperation { Field.Name: "None" })
            return;
        if (assignment.Value is IFieldReferenceOperation && SdkRule.Speaks("CA2326", context))
            return;
        if (assignment.Value.ConstantValue.HasValue && !HasBinder(assignment, target) && Reads(assignment, LocalValues.Bare(target.Instance ?? target), context.CancellationToken))
            context.ReportDiagnostic(Declared.At(assignment.Syntax.GetLocation(), $"TypeNameHandling.{(assignment.Value as IFieldReferenceOperation)?.Field.Name ?? "All"}", "take it out, or set a 'SerializationBinder' that knows the types"));
    }

    /// <summary>The SDK's rule that says the same of a formatter.</summary>
    private static string? LeftToSdk(string formatter) => formatter switch
    {
        "BinaryFormatter" => "CA2300",
        "NetDataContractSerializer" => "CA2310",
        "LosFormatter" => "CA2305",
        "ObjectStateFormatter" => "CA2315",
        _ => null,
    };

    private static bool HasBinder(IOperation assignment, IPropertyReferenceOperation target)
    {
        if (assignment.Parent is IObjectOrCollectionInitializerOperation initializer && initializer.Initializers.Any(static one => one is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "SerializationBinder" or "Binder" } }))
            return true;
        var owner = assignment.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>();
        return owner is not null && owner.DescendantNodes().OfType<AssignmentExpressionSyntax>().Any(static set => set.Left is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "SerializationBinder" });
    }

    /// <summary>Settings that nobody reads with only write: the names of types are in the text, and no harm is done.</summary>
    private static bool Reads(IOperation assignment, IOperation target, CancellationToken cancellation) => assignment.Parent switch
    {
        IObjectOrCollectionInitializerOperation { Parent: IObjectCreationOperation made } => Reads(made.Syntax, assignment.SemanticModel?.Compilation, cancellation),
        _ => target is not ILocalReferenceOperation local || Used(local.Local.Name, [assignment.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>()]),
    };

    /// <summary>Whether what is made here, settings or a serializer, reads.</summary>
    private static bool Reads(SyntaxNode made, Compilation? compilation, CancellationToken cancellation)
    {
        switch (made.Parent)
        {
            case ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Create" or "CreateDefault" } } serializer }:
                return Reads(serializer, compilation, cancellation);
            case ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call }:
                return !Writes(call);
            case MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call }:
                return !Writes(call);
            case EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax declarator }:
                return declarator.Parent?.Parent is FieldDeclarationSyntax field
                    ? Used(declarator.Identifier.ValueText, field, compilation, cancellation)
                    : Used(declarator.Identifier.ValueText, [declarator.FirstAncestorOrSelf<MemberDeclarationSyntax>()]);
            case EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax property }:
                return Used(property.Identifier.ValueText, property, compilation, cancellation);
            default:
                return true;
        }
    }

    /// <summary>Settings that others see are looked for in the whole project, which happens where there are such settings only.</summary>
    private static bool Used(string name, MemberDeclarationSyntax member, Compilation? compilation, CancellationToken cancellation) =>
        Used(name, member.Modifiers.Any(static modifier => modifier.RawKind is (int)SyntaxKind.PublicKeyword or (int)SyntaxKind.InternalKeyword) && compilation is not null
            ? compilation.SyntaxTrees.Select(tree => (SyntaxNode?)tree.GetRoot(cancellation))
            : [member.FirstAncestorOrSelf<TypeDeclarationSyntax>()]);

    private static bool Used(string name, IEnumerable<SyntaxNode?> scopes)
    {
        var isUsed = false;
        foreach (var use in scopes.OfType<SyntaxNode>().SelectMany(static scope => scope.DescendantNodes()).OfType<IdentifierNameSyntax>())
        {
            if (use.Identifier.ValueText != name)
                continue;
            SyntaxNode whole = use.Parent is MemberAccessExpressionSyntax owner && owner.Name == use ? owner : use;
            var call = whole.Parent switch
            {
                ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax taking } => taking,
                MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax called } => called,
                _ => null,
            };
            if (call is null ? whole.Parent is ReturnStatementSyntax or ArrowExpressionClauseSyntax or ArgumentSyntax || whole.Parent is AssignmentExpressionSyntax assignment && assignment.Right == whole : !Writes(call))
                return true;
            isUsed |= call is not null;
        }

        return !isUsed;
    }

    private static bool Writes(InvocationExpressionSyntax call) =>
        (call.Expression as MemberAccessExpressionSyntax)?.Name.Identifier.ValueText is { } name && (name.StartsWith("Serialize", StringComparison.Ordinal) || name == "FromObject");
}
