using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR1015: XML that may fetch files and addresses, or run code.</summary>
public sealed class OpenXml : Check
{
    internal static readonly Rule Declared = new(
        "BR1015",
        nameof(OpenXml),
        "XML is read without fetching what it names",
        "'{0}' lets the XML {1}; {2}",
        Level.Warning)
    {
        Profile = ["CR1", "SB4"],
        Cwe = [611],
        Owasp = ["A05"],
        Asvs = ["1.5.1"],
        TakesBack = ["CA3076"],
    };

    private const string UrlResolver = "System.Xml.XmlUrlResolver";
    private const string Fetches = "name files and addresses that the server then reads";

    private static readonly Members s_settings = new("System.Xml.Xsl.XsltSettings.new");

    public OpenXml()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("System.Xml.XmlReaderSettings");

    public override void Start(Watch watch)
    {
        watch.Operation(OperationKind.SimpleAssignment, Assigned);
        watch.Operation(OperationKind.PropertyReference, Trusted);
        watch.Creation(s_settings, (context, made) =>
        {
            if (made.Arguments.Any(static argument => argument.Value.ConstantValue is { HasValue: true, Value: true }))
                context.ReportDiagnostic(Declared.At(made.Syntax.GetLocation(), "XsltSettings", "style sheet read documents or run scripts", "use 'XsltSettings.Default'"));
        });
    }

    private static void Assigned(OperationAnalysisContext context)
    {
        var assignment = (ISimpleAssignmentOperation)context.Operation;
        if (assignment.Target is not IPropertyReferenceOperation { Property: { } property } target)
            return;
        switch (property.Name)
        {
            case "DtdProcessing" when Parses(assignment.Value) && IsReader(property.ContainingType) && HasResolver(assignment):
                context.ReportDiagnostic(Declared.At(assignment.Syntax.GetLocation(), "DtdProcessing.Parse", Fetches, "use 'DtdProcessing.Prohibit'"));
                break;
            case "XmlResolver" when property.ContainingType.IsOrInherits("System.Xml.XmlDocument") && Opens(assignment.Value):
                context.ReportDiagnostic(Declared.At(assignment.Syntax.GetLocation(), "XmlResolver", Fetches, "leave it null"));
                break;
            case "EnableScript" or "EnableDocumentFunction" when property.ContainingType.Is("System.Xml.Xsl.XsltSettings") && assignment.Value.ConstantValue is { HasValue: true, Value: true }:
                context.ReportDiagnostic(Declared.At(assignment.Syntax.GetLocation(), property.Name, "style sheet read documents or run scripts", "leave it off"));
                break;
        }
    }

    private static void Trusted(OperationAnalysisContext context)
    {
        if (((IPropertyReferenceOperation)context.Operation).Property is { Name: "TrustedXslt", ContainingType: { Name: "XsltSettings" } })
            context.ReportDiagnostic(Declared.At(context.Operation.Syntax.GetLocation(), "XsltSettings.TrustedXslt", "style sheet read documents or run scripts", "use 'XsltSettings.Default'"));
    }

    private static bool IsReader(ITypeSymbol type) => type.Is("System.Xml.XmlReaderSettings") || type.Is("System.Xml.XmlTextReader") || type.Is("System.Xml.XmlValidatingReader");

    private static bool Parses(IOperation value) => LocalValues.Bare(value) switch
    {
        IConditionalOperation { WhenFalse: { } otherwise } choice => Parses(choice.WhenTrue) || Parses(otherwise),
        IFieldReferenceOperation { Field.Name: "Parse" } => true,
        _ => false,
    };

    /// <summary>Whether a value fetches whatever it is asked for. A resolver that decides itself what it gives is closed as far as it decides.</summary>
    private static bool Opens(IOperation value) => LocalValues.Resolve(value) switch
    {
        IPropertyReferenceOperation { Property: { Name: "FileSystemResolver", ContainingType.Name: "XmlResolver" } } => true,
        IObjectCreationOperation { Type.Name: "XmlPreloadedResolver" } preloaded => preloaded.Arguments.Any(static argument => argument.Parameter?.Name == "fallbackResolver" && Opens(argument.Value)),
        { Type: INamedTypeSymbol type } when type.IsOrInherits(UrlResolver) => type.WithBases().TakeWhile(static one => !one.Is(UrlResolver)).All(static one => one.GetMembers().All(static member => member.Name is not ("GetEntity" or "GetEntityAsync" or "ResolveUri"))),
        _ => false,
    };

    /// <summary>Without a resolver .NET parses the definition but fetches nothing.</summary>
    private static bool HasResolver(ISimpleAssignmentOperation parse)
    {
        var body = LocalValues.Root(parse);
        var owner = parse.Parent is IObjectOrCollectionInitializerOperation initializer ? initializer : null;
        foreach (var inner in (owner ?? body).Descendants())
        {
            if (inner is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "XmlResolver" } } resolver && Opens(resolver.Value))
                return true;
        }

        if (owner is null)
            return false;
        // Set behind the initializer, on the local that keeps the settings.
        return owner.Syntax.FirstAncestorOrSelf<VariableDeclaratorSyntax>() is { } declarator && body.Descendants().Any(inner =>
            inner is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "XmlResolver", Instance: ILocalReferenceOperation local } } set && local.Local.Name == declarator.Identifier.ValueText && Opens(set.Value));
    }
}
